package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.gateway.events.ConnectionEnd;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.Service;
import org.curbline.registry.command.CommandState;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.junit.jupiter.api.Test;

/** What {@link EventDocument} describes; the events themselves are held against it wherever a test reads one. */
class EventDocumentTest {
    @Test
    void isServedAsItIs() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            URI uri = URI.create("http://127.0.0.1:" + fixture.http().port() + "/asyncapi-events.yaml");
            String served = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            assertEquals(EventDocument.document(), new YAMLMapper().readTree(served));
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = EventDocument.document().findValues("$ref");
        assertTrue(references.size() > 20);
        for (JsonNode reference : references) {
            assertFalse(
                    EventDocument.document().at(reference.asText().substring(1)).isMissingNode(), reference::asText);
        }
    }

    @Test
    void knowsTheWordsOfTheCode() {
        assertEquals(words(Service.values()), said("/components/schemas/service/enum"));
        assertEquals(words(ServiceState.values()), said("/components/schemas/state/enum"));
        assertEquals(
                words(CommandState.values()),
                said("/components/messages/commandChanged/payload/allOf/1/properties/data/properties/state/enum"));
    }

    @Test
    void knowsEveryReasonOfTheCodeAndNoOther() throws Exception {
        Set<String> reasons =
                Stream.of(StateReason.values()).map(StateReason::code).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(reasons, said("/components/schemas/stateReason/enum"));
        assertEquals(ConnectionEnd.words(), said("/components/schemas/connectionEnd/enum"));
        JsonNode api;
        try (InputStream document = GatewayApi.class.getResourceAsStream("openapi.json")) {
            api = new ObjectMapper().readTree(document);
        }
        assertEquals(reasons, words(api.at("/components/schemas/StateReason/enum")));
        Set<String> shown = new TreeSet<>(ConnectionEnd.words());
        shown.add(StateReason.GATEWAY_SILENT.code());
        assertEquals(shown, words(api.at("/components/schemas/ConnectionEnd/enum")));
    }

    @Test
    void whatItDoesNotDescribeIsNoticed() {
        JsonObject data = new JsonObject().put("reason", "slow");
        JsonObject event =
                new JsonObject(CloudEvent.aboutTelling("1", "org.curbline.stream.cut-off", GatewayFixture.NOW, data)
                        .json());
        EventDocument.require(event);
        for (JsonObject bad : List.of(
                event.copy().put("type", "org.curbline.weather.changed"),
                event.copy().put("data", new JsonObject()),
                event.copy().put("colour", "red"),
                event.copy().put("time", 5))) {
            assertThrows(AssertionError.class, () -> EventDocument.require(bad), bad::encode);
        }
    }

    private static Set<String> said(String pointer) {
        return words(EventDocument.document().at(pointer));
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new TreeSet<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    private static Set<String> words(Enum<?>[] values) {
        return Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
