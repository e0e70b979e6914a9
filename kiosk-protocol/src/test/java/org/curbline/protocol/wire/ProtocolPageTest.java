package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskTopic;
import org.junit.jupiter.api.Test;

/** What docs/protocol.md shows is true. */
class ProtocolPageTest {
    /** 2026-11-23T16:05:00Z. */
    private static final long NOW = 1_795_449_900_000L;

    private static final Pattern EXAMPLE =
            Pattern.compile("To `([a-z/]+)`:\\s+```json\\s+(.*?)\\s+```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("-t (\\S+) -m \"(.*)\"");
    private static final Pattern ROW = Pattern.compile("\\| (`[^|]*) \\| [^|]* \\| ([^|]*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
    private final String page = read();

    @Test
    void everyExampleIsAccepted() {
        Set<EventKind> missing = EnumSet.allOf(EventKind.class);
        Matcher example = EXAMPLE.matcher(page);
        while (example.find()) {
            assertAccepted("kiosks/mn-05-000001/" + example.group(1), example.group(2), missing);
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void theCommandPublishesAnEvent() {
        Matcher command = COMMAND.matcher(page);
        assertTrue(command.find());
        String payload = command.group(2).replace("\\\"", "\"").replace("$(date -u +%FT%TZ)", "2026-11-23T16:04:05Z");
        assertAccepted(command.group(1), payload, EnumSet.noneOf(EventKind.class));
    }

    @Test
    void theTableHoldsEveryFieldAndEveryWord() {
        Set<String> fields = new HashSet<>();
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            for (String name : codes(row.group(1))) {
                fields.add(name);
                Field field = Field.named(name);
                if (field != null && field.type() == Field.Type.WORD) {
                    assertEquals(field.words(), codes(row.group(2)));
                } else if (field != null && field.type() == Field.Type.INTEGER && field.max() < 1L << 50) {
                    assertTrue(row.group(2).contains(field.min() + " to " + field.max()), row::group);
                }
            }
        }
        assertEquals(
                List.of(),
                Stream.of(Field.values())
                        .map(Field::wireName)
                        .filter(name -> !fields.contains(name))
                        .toList());
    }

    @Test
    void theLimitsAreThoseOfTheCode() {
        ProtocolLimits limits = ProtocolLimits.DEFAULT;
        assertTrue(page.replaceAll("\\s+", " ")
                .contains("at most " + limits.maxPayloadBytes() + " bytes, " + limits.maxBatchEvents() + " events and "
                        + limits.maxNesting() + " levels"));
        assertTrue(page.contains("at most " + limits.maxStringLength() + " characters"));
        assertTrue(page.contains("at most " + limits.maxClockAhead().toMinutes() + " minutes ahead"));
        assertTrue(page.contains("at most " + limits.maxAge().toDays() + " days old"));
    }

    private void assertAccepted(String topicName, String json, Set<EventKind> missing) {
        KioskTopic topic = KioskTopic.parse(topicName);
        assertTrue(topic != null, topicName);
        if (topic != null) {
            byte[] payload = json.getBytes(StandardCharsets.UTF_8);
            DecodedMessage decoded = decoder.decode(topic.kind(), payload, 0, payload.length, NOW);
            assertEquals(List.of(), decoded.rejected());
            assertEquals(0, decoded.unknownFields());
            missing.remove(topic.kind());
        }
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "protocol.md"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
