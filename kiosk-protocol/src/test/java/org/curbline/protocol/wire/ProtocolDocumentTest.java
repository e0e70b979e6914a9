package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.curbline.protocol.Command;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.ProtocolDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document says what the code does, field by field, and the code does what the document's schemas say. */
class ProtocolDocumentTest {
    /** 2026-11-23T16:05:00Z. */
    private static final long NOW = 1_795_449_900_000L;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
    private final EventEncoder encoder = new EventEncoder();

    @Test
    void hasAChannelAndAnOperationForEveryTopic() {
        assertEquals("3.0.0", DOCUMENT.path("asyncapi").asText());
        int withCommands = EventKind.values().length + 1;
        assertEquals(withCommands, DOCUMENT.path("channels").size());
        assertEquals(withCommands, DOCUMENT.path("operations").size());
        for (EventKind kind : EventKind.values()) {
            String address = DOCUMENT.at("/channels/" + name(kind) + "/address").asText();
            assertEquals(
                    new KioskTopic(new KioskId("mn-05-129381"), kind),
                    KioskTopic.parse(address.replace("{kioskId}", "mn-05-129381")));
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = DOCUMENT.findValues("$ref");
        assertTrue(references.size() > 50);
        for (JsonNode reference : references) {
            assertFalse(DOCUMENT.at(reference.asText().substring(1)).isMissingNode(), reference::asText);
        }
    }

    @Test
    void namesTheLimits() {
        ProtocolLimits limits = ProtocolLimits.DEFAULT;
        JsonNode said = DOCUMENT.path("x-limits");
        assertEquals(limits.maxPayloadBytes(), said.path("maxPayloadBytes").asInt());
        assertEquals(limits.maxBatchEvents(), said.path("maxBatchEvents").asInt());
        assertEquals(limits.maxNesting(), said.path("maxNesting").asInt());
        assertEquals(limits.maxStringLength(), said.path("maxStringLength").asInt());
        assertEquals(
                limits.maxClockAhead().toSeconds(),
                said.path("maxClockAheadSeconds").asLong());
        assertEquals(limits.maxAge().toSeconds(), said.path("maxAgeSeconds").asLong());
        assertEquals(ProtocolLimits.class.getRecordComponents().length, said.size());
        assertEquals(Set.of("0x00", "0x87", "0x99"), fieldNames(DOCUMENT.path("x-puback")));
        assertEquals(
                Stream.of(RejectionReason.values()).map(Enum::name).toList(),
                List.copyOf(names(DOCUMENT.path("x-rejection-reasons"))));
    }

    @ParameterizedTest
    @EnumSource
    void saysOfEveryFieldWhatTheCodeSays(EventKind kind) {
        JsonNode schema = DOCUMENT.at("/components/schemas/" + name(kind) + "Event");
        assertEquals(wireNames(Field.allowed(kind)), fieldNames(schema.path("properties")));
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        assertEquals(wireNames(Field.required(kind)), required);
        for (String name : names(schema.path("properties"))) {
            Field field = Objects.requireNonNull(Field.named(name));
            JsonNode said = resolve(schema.path("properties").path(name));
            switch (field.type()) {
                case INTEGER -> assertRange("integer", field, said);
                case DECIMAL -> assertRange("number", field, said);
                case WORD -> {
                    List<String> words = new ArrayList<>();
                    said.path("enum").forEach(word -> words.add(word.asText()));
                    assertEquals(field.words(), words);
                }
                case RUN ->
                    assertEquals(
                            "^[0-9a-z]{1," + Field.MAX_RUN_LENGTH + "}$",
                            said.path("pattern").asText());
                case NAME ->
                    assertEquals(
                            "^[0-9a-z]{1," + Field.MAX_NAME_LENGTH + "}$",
                            said.path("pattern").asText());
                case SKETCH ->
                    assertEquals(SketchForm.MAX_CHARS, said.path("maxLength").asInt());
                case LETTERS ->
                    assertEquals(
                            "^[a-z]{1," + Field.MAX_LETTERS + "}$",
                            said.path("pattern").asText());
                case CODE ->
                    assertEquals(
                            "^[a-z0-9-]{0," + Field.MAX_CODE_LENGTH + "}$",
                            said.path("pattern").asText());
                case TIME -> assertTrue(said.path("pattern").asText().endsWith("Z$"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsExamplesAreValidAndAccepted(EventKind kind) throws IOException {
        JsonNode examples = DOCUMENT.at("/components/messages/" + name(kind) + "/examples");
        assertEquals(2, examples.size());
        for (JsonNode example : examples) {
            byte[] payload = JSON.writeValueAsBytes(example.path("payload"));
            assertEquals(Set.of(), schema(kind).validate(JSON.readTree(payload)));
            DecodedMessage decoded = decoder.decode(kind, payload, 0, payload.length, NOW);
            assertEquals(List.of(), decoded.rejected());
            assertEquals(0, decoded.unknownFields());
        }
    }

    @Test
    void commandsAreAsItSays() throws IOException {
        String address = DOCUMENT.at("/channels/command/address").asText();
        JsonSchema command = schema("#/components/schemas/command");
        for (JsonNode example : DOCUMENT.at("/components/messages/command/examples")) {
            byte[] payload = JSON.writeValueAsBytes(example.path("payload"));
            assertEquals(Set.of(), command.validate(example.path("payload")));
            Command decoded = Command.decode(payload);
            assertEquals(example.path("payload"), JSON.readTree(decoded.encode()));
            assertEquals(
                    address.replace("{kioskId}", "mn-05-129381").replace("{name}", decoded.name()),
                    decoded.topic(new KioskId("mn-05-129381")));
        }
        Command everything =
                new Command("abc", "set-x", Instant.EPOCH, Map.of("a", "text", "b", 1L, "c", 1.5, "d", true));
        assertEquals(everything, Command.decode(everything.encode()));
        assertEquals(Set.of(), command.validate(JSON.readTree(everything.encode())));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheEncoderWritesIsValid(EventKind kind) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        RandomEvents events = new RandomEvents(random, NOW);
        JsonSchema schema = schema(kind);
        for (int i = 0; i < 300; i++) {
            byte[] one = encoder.encode(events.event(kind));
            byte[] batch = encoder.encode(events.events(kind, 1 + random.nextInt(3)));
            assertEquals(Set.of(), schema.validate(JSON.readTree(one)));
            assertEquals(Set.of(), schema.validate(JSON.readTree(batch)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSchemaRefusesTheDecoderRefuses(EventKind kind) throws IOException {
        SplittableRandom random = new SplittableRandom(12);
        RandomEvents events = new RandomEvents(random, NOW);
        JsonSchema schema = schema(kind);
        int refused = 0;
        for (int i = 0; i < 1_500; i++) {
            ObjectNode event = (ObjectNode) JSON.readTree(encoder.encode(events.event(kind)));
            mutate(event, random);
            byte[] payload = JSON.writeValueAsBytes(event);
            DecodedMessage decoded = decoder.decode(kind, payload, 0, payload.length, NOW);
            if (!schema.validate(JSON.readTree(payload)).isEmpty()) {
                refused++;
                assertEquals(List.of(), decoded.accepted(), () -> new String(payload, StandardCharsets.UTF_8));
            } else if (!decoded.rejected().isEmpty()) {
                RejectionReason reason = decoded.rejected().get(0).reason();
                assertTrue(BEYOND_SCHEMAS.contains(reason), () -> reason + new String(payload, StandardCharsets.UTF_8));
            }
        }
        assertTrue(refused > 500, refused + " refused");
    }

    /** What a schema cannot say: the clock, days that no month has, and what a text means. */
    private static final Set<RejectionReason> BEYOND_SCHEMAS = Set.of(
            RejectionReason.IN_THE_FUTURE,
            RejectionReason.TOO_OLD,
            RejectionReason.BAD_TIMESTAMP,
            RejectionReason.PERSONAL_DATA);

    private static void mutate(ObjectNode event, SplittableRandom random) {
        List<String> names = names(event);
        String name = names.get(random.nextInt(names.size()));
        String[] texts = {
            "",
            "open",
            "up",
            "a",
            "A",
            "no such",
            "2026-02-30T00:00:00Z",
            "2026-11-23T16:04Z",
            "311",
            "b7",
            "2026-11-23T16:04:05Z",
            "x".repeat(17),
            "x".repeat(65)
        };
        long[] numbers = {
            -1, 0, 1, 16, 17, 100, 101, 604_800, 604_801, 1L << 50, (1L << 50) + 1, (1L << 53) - 1, 1L << 53
        };
        switch (random.nextInt(6)) {
            case 0 -> event.remove(name);
            case 1 -> event.putNull(name);
            case 2 -> event.put(name, texts[random.nextInt(texts.length)]);
            case 3 -> event.put(name, numbers[random.nextInt(numbers.length)]);
            case 4 -> event.put(name, random.nextDouble(-100, 200) + 0.123);
            default -> event.putArray(name).add(1);
        }
    }

    private static void assertRange(String type, Field field, JsonNode said) {
        assertEquals(type, said.path("type").asText(), field::wireName);
        assertEquals(field.min(), said.path("minimum").asLong(Long.MIN_VALUE), field::wireName);
        assertEquals(field.max(), said.path("maximum").asLong(Long.MIN_VALUE), field::wireName);
    }

    private static JsonSchema schema(EventKind kind) {
        return schema("#/components/messages/" + name(kind) + "/payload");
    }

    private static JsonSchema schema(String reference) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$ref", reference);
        root.set("components", DOCUMENT.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(root);
    }

    private static JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? DOCUMENT.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static String name(EventKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Set<String> wireNames(int bits) {
        Set<String> names = new TreeSet<>();
        for (Field field : Field.values()) {
            if ((bits & field.bit()) != 0) {
                names.add(field.wireName());
            }
        }
        return names;
    }

    private static Set<String> fieldNames(JsonNode object) {
        return new TreeSet<>(names(object));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(ProtocolDocument.asyncApi());
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
