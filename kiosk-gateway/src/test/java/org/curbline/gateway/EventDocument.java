package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The served description of events. Every event that a test reads, by whatever way, is held against it. */
public final class EventDocument {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();
    private static final Map<String, JsonSchema> SCHEMAS = schemas();

    private EventDocument() {}

    /** @throws AssertionError if the document does not describe such an event */
    public static void require(JsonObject event) {
        JsonSchema schema = SCHEMAS.get(event.getString("type", ""));
        if (schema == null) {
            throw new AssertionError("asyncapi-events.yaml knows nothing of " + event);
        }
        try {
            assertEquals(Set.of(), schema.validate(JSON.readTree(event.encode())), event::encode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode document() {
        return DOCUMENT;
    }

    private static Map<String, JsonSchema> schemas() {
        Map<String, JsonSchema> schemas = new HashMap<>();
        DOCUMENT.at("/components/messages")
                .properties()
                .forEach(message -> schemas.put(
                        message.getValue().path("name").asText(), schema("#/components/messages/" + message.getKey())));
        return schemas;
    }

    private static JsonSchema schema(String message) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$ref", message + "/payload");
        root.set("components", DOCUMENT.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(root);
    }

    private static JsonNode read() {
        try (InputStream in = GatewayHttp.class.getResourceAsStream("asyncapi-events.yaml")) {
            return new YAMLMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
