package org.curbline.program.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReadyValidatorsTest {
    private static final String DOCUMENT =
            """
            {
              "openapi": "3.1.0",
              "info": {"title": "A test", "version": "1"},
              "paths": {
                "/things": {
                  "post": {
                    "operationId": "add",
                    "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
                    "requestBody": {
                      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
                    },
                    "responses": {"200": {"description": "Added"}}
                  }
                }
              },
              "components": {
                "schemas": {
                  "Thing": {"type": "object", "properties": {"name": {"$ref": "#/components/schemas/Name"}}},
                  "Name": {"type": "string", "maxLength": 3}
                }
              }
            }
            """;

    @Test
    void everyParameterAndBodyHasOneValidatorThatRefusesWhatItsSchemaDoes() {
        Vertx vertx = Vertx.vertx();
        try {
            OpenAPIContract contract =
                    ApiRoutes.contract(vertx, new JsonObject(DOCUMENT)).await();
            Operation operation = contract.operations().get(0);

            Validator number = ready(contract, operation.getParameters().get(0).getSchema());
            assertEquals(true, number.validate(9).getValid());
            assertEquals(false, number.validate(10).getValid());

            MediaType json =
                    Objects.requireNonNull(operation.getRequestBody()).determineContentType("application/json");
            Validator body = ready(contract, Objects.requireNonNull(json).getSchema());
            assertEquals(
                    true, body.validate(new JsonObject("{\"name\": \"abc\"}")).getValid());
            assertEquals(
                    false, body.validate(new JsonObject("{\"name\": \"abcd\"}")).getValid(), "by two references");
        } finally {
            vertx.close().await();
        }
    }

    /** Made once, and not again when it is asked for. */
    private static Validator ready(OpenAPIContract contract, JsonSchema schema) {
        Validator validator = contract.getSchemaRepository().validator(schema);
        assertSame(validator, contract.getSchemaRepository().validator(schema));
        return validator;
    }
}
