package org.curbline.testservers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The OpenAPI 3.1 document that a program serves: real answers are held against it, for it must say what clients get.
 */
public final class ApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Headers that every answer may have, and that say nothing of what was asked. */
    private static final Set<String> OF_EVERY_ANSWER = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "content-security-policy",
            "cross-origin-opener-policy",
            "referrer-policy",
            "x-content-type-options");

    private final JsonNode document;

    private ApiDocument(JsonNode document) {
        this.document = document;
    }

    /**
     * Holds an answer against the {@code /openapi.json} that the same program serves, and gives it back.
     *
     * @throws AssertionError if the document does not know its path, method, status, type or one of its headers, if its
     *     body does not fit the schema, or if a header is missing that the document requires
     */
    public static HttpResponse<String> require(HttpResponse<String> answer) {
        URI served = answer.uri().resolve("/openapi.json");
        try {
            String text = HTTP.send(HttpRequest.newBuilder(served).build(), BodyHandlers.ofString())
                    .body();
            new ApiDocument(JSON.readTree(text)).describes(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void describes(HttpResponse<String> answer) {
        String method = answer.request().method();
        String what = method + ' ' + answer.uri().getPath() + " -> " + answer.statusCode();
        JsonNode operation = path(answer.uri().getPath(), what).path(method.toLowerCase(Locale.ROOT));
        JsonNode response = resolve(operation.path("responses").path(Integer.toString(answer.statusCode())));
        if (response.isMissingNode()) {
            throw new AssertionError("Not in the document: " + what + ' ' + answer.body());
        }
        requireHeaders(answer, response.path("headers"), what);
        if (response.has("content") && !answer.body().isEmpty()) {
            requireBody(answer, response.path("content"), what);
        }
    }

    private void requireBody(HttpResponse<String> answer, JsonNode content, String what) {
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        if (!content.has(type)) {
            throw new AssertionError("Not in the document: " + what + " as " + type);
        }
        if (type.endsWith("json")) {
            ObjectNode root = content.path(type).path("schema").deepCopy();
            root.set("components", document.path("components"));
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(root);
            Stream<String> texts = type.endsWith("ndjson") ? answer.body().lines() : Stream.of(answer.body());
            texts.forEach(text -> {
                Set<ValidationMessage> wrong = schema.validate(read(text));
                if (!wrong.isEmpty()) {
                    throw new AssertionError(what + " does not fit the document: " + wrong + '\n' + text);
                }
            });
        }
    }

    private void requireHeaders(HttpResponse<String> answer, JsonNode headers, String what) {
        Set<String> described = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.properties().forEach(each -> {
            described.add(each.getKey());
            if (resolve(each.getValue()).path("required").asBoolean()
                    && answer.headers().firstValue(each.getKey()).isEmpty()) {
                throw new AssertionError(what + " has no header " + each.getKey());
            }
        });
        answer.headers().map().keySet().stream()
                .filter(name -> !OF_EVERY_ANSWER.contains(name.toLowerCase(Locale.ROOT)) && !described.contains(name))
                .findAny()
                .ifPresent(name -> {
                    throw new AssertionError("Not in the document: " + what + " with the header " + name);
                });
    }

    private JsonNode path(String path, String what) {
        JsonNode exact = document.path("paths").path(path);
        if (!exact.isMissingNode()) {
            return exact;
        }
        return document.path("paths").properties().stream()
                .filter(each -> path.matches(each.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not in the document: " + what));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("Not JSON: " + body, e);
        }
    }
}
