package org.curbline.program.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.contract.SecurityRequirement;
import io.vertx.openapi.contract.SecurityScheme;
import io.vertx.openapi.contract.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A contract, but with validators that are made once. */
record ReadyContract(OpenAPIContract contract, ReadyValidators validators) implements OpenAPIContract {
    static OpenAPIContract of(OpenAPIContract contract) {
        return new ReadyContract(contract, new ReadyValidators(contract));
    }

    @Override
    public SchemaRepository getSchemaRepository() {
        return validators;
    }

    @Override
    public @Nullable Operation operation(String operationId) {
        return contract.operation(operationId);
    }

    @Override
    public List<Operation> operations() {
        return contract.operations();
    }

    @Override
    public List<Path> getPaths() {
        return contract.getPaths();
    }

    @Override
    public JsonObject getRawContract() {
        return contract.getRawContract();
    }

    @Override
    public OpenAPIVersion getVersion() {
        return contract.getVersion();
    }

    @Override
    public List<Server> getServers() {
        return contract.getServers();
    }

    @Override
    public @Nullable Path findPath(String urlPath) {
        return contract.findPath(urlPath);
    }

    @Override
    public @Nullable Operation findOperation(String urlPath, HttpMethod method) {
        return contract.findOperation(urlPath, method);
    }

    @Override
    public List<SecurityRequirement> getSecurityRequirements() {
        return contract.getSecurityRequirements();
    }

    @Override
    public @Nullable SecurityScheme securityScheme(String name) {
        return contract.securityScheme(name);
    }
}
