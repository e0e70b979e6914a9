package org.curbline.program.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One document out of several: paths and components united. What two documents define differently is an error, for a
 * client could not tell which holds.
 */
final class OpenApiDocuments {
    private OpenApiDocuments() {}

    static JsonObject merged(List<String> resources) {
        JsonObject merged = read(resources.get(0));
        for (String resource : resources.subList(1, resources.size())) {
            add(merged, read(resource), resource);
        }
        if (resources.size() > 1) {
            merged.getJsonObject("info").put("title", "Curbline");
        }
        JsonObject components = child(merged, "components");
        child(components, "schemas").getMap().putIfAbsent("Problem", problemSchema());
        objects(child(merged, "paths"))
                .flatMap(OpenApiDocuments::objects)
                .forEach(operation -> sayWhenToRetry(operation, components));
        return merged;
    }

    /** Every {@link Problem} of 503 says it. */
    private static void sayWhenToRetry(JsonObject operation, JsonObject components) {
        JsonObject answer = child(operation, "responses").getJsonObject("503");
        if (answer != null) {
            String reference = answer.getString("$ref");
            JsonObject said = reference == null
                    ? answer
                    : components
                            .getJsonObject("responses")
                            .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
            child(said, "headers")
                    .put(
                            "Retry-After",
                            new JsonObject()
                                    .put("description", "After so many seconds it is worth to ask again")
                                    .put("required", true)
                                    .put("schema", new JsonObject().put("type", "integer")));
        }
    }

    private static JsonObject read(String resource) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream bytes = loader == null ? null : loader.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IllegalStateException("There is no " + resource + " on the class path");
            }
            return new JsonObject(new String(bytes.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }

    private static void add(JsonObject merged, JsonObject added, String resource) {
        unite(child(merged, "paths"), child(added, "paths"), 2, resource);
        unite(child(merged, "components"), child(added, "components"), 2, resource);
        JsonArray tags = joined(merged.getJsonArray("tags"), added.getJsonArray("tags"));
        if (!tags.isEmpty()) {
            merged.put("tags", tags);
        }
    }

    /** @param depth how many levels of names are united; what lies deeper must be equal */
    private static void unite(JsonObject into, JsonObject added, int depth, String resource) {
        for (String name : added.fieldNames()) {
            Object mine = into.getValue(name);
            Object other = added.getValue(name);
            if (mine == null) {
                into.put(name, other);
            } else if (depth > 1 && mine instanceof JsonObject a && other instanceof JsonObject b) {
                unite(a, b, depth - 1, resource);
            } else if (!mine.equals(other)) {
                throw new IllegalStateException(
                        resource + " defines " + name + " differently from a document before it");
            }
        }
    }

    private static JsonArray joined(JsonArray first, JsonArray second) {
        Set<Object> all = new LinkedHashSet<>();
        Stream.of(first, second).filter(tags -> tags != null).forEach(tags -> tags.forEach(all::add));
        return new JsonArray(List.copyOf(all));
    }

    private static Stream<JsonObject> objects(JsonObject parent) {
        return parent.stream()
                .map(Map.Entry::getValue)
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }

    private static JsonObject child(JsonObject parent, String name) {
        if (!parent.containsKey(name)) {
            parent.put(name, new JsonObject());
        }
        return parent.getJsonObject(name);
    }

    private static JsonObject problemSchema() {
        JsonObject text = new JsonObject().put("type", "string");
        return new JsonObject()
                .put("type", "object")
                .put("description", "Why a request was not answered as asked (RFC 9457).")
                .put("required", new JsonArray(List.of("type", "title", "status", "detail")))
                .put(
                        "properties",
                        new JsonObject()
                                .put("type", text)
                                .put("title", text)
                                .put("status", new JsonObject().put("type", "integer"))
                                .put("detail", text)
                                .put("parameter", text.copy().put("description", "The parameter at fault.")));
    }
}
