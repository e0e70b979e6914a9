package org.curbline.program.http;

import io.vertx.core.file.FileSystem;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.IdentityHashMap;
import java.util.stream.Stream;

/**
 * The validators of a contract's parameters and bodies, made once. The repository of a contract copies every schema it
 * knows, thousands, for each parameter of each request (vertx-json-schema 5.0.8): more than answering most of them
 * takes. Any thread.
 */
final class ReadyValidators implements SchemaRepository {
    /** As the contract has them; formats that only OpenAPI knows, such as int32, are not looked at. */
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("app://")
            .setOutputFormat(OutputFormat.Basic);

    private final SchemaRepository repository;
    private final IdentityHashMap<JsonSchema, Validator> validators = new IdentityHashMap<>();

    ReadyValidators(OpenAPIContract contract) {
        this.repository = contract.getSchemaRepository();
        contract.operations().stream()
                .flatMap(ReadyValidators::schemas)
                .forEach(schema -> validators.put(schema, Validator.create(schema, OPTIONS)));
    }

    private static Stream<JsonSchema> schemas(Operation operation) {
        Stream<JsonSchema> bodies = operation.getRequestBody() == null
                ? Stream.empty()
                : operation.getRequestBody().getContent().values().stream().map(MediaType::getSchema);
        return Stream.concat(operation.getParameters().stream().map(parameter -> parameter.getSchema()), bodies);
    }

    @Override
    public Validator validator(JsonSchema schema) {
        Validator ready = validators.get(schema);
        return ready == null ? repository.validator(schema) : ready;
    }

    @Override
    public SchemaRepository dereference(JsonSchema schema) {
        return repository.dereference(schema);
    }

    @Override
    public SchemaRepository dereference(String uri, JsonSchema schema) {
        return repository.dereference(uri, schema);
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files) {
        return repository.preloadMetaSchema(files);
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files, Draft draft) {
        return repository.preloadMetaSchema(files, draft);
    }

    @Override
    public Validator validator(String ref) {
        return repository.validator(ref);
    }

    @Override
    public Validator validator(String ref, JsonSchemaOptions options) {
        return repository.validator(ref, options);
    }

    @Override
    public Validator validator(JsonSchema schema, JsonSchemaOptions options, boolean dereference) {
        return repository.validator(schema, options, dereference);
    }

    @Override
    public JsonObject resolve(JsonObject schema) {
        return repository.resolve(schema);
    }

    @Override
    public JsonSchema find(String pointer) {
        return repository.find(pointer);
    }
}
