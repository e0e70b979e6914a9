package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.privacy.JsonText;
import org.curbline.protocol.privacy.PersonalData;
import org.junit.jupiter.api.Test;

/**
 * Good messages made bad, and bytes that never were good. Some thousands in the build; {@code -Dcurbline.fuzz=1000000}
 * for the long run, {@code -Dcurbline.fuzz.seed=...} for another one.
 */
class DecoderFuzzTest {
    /** 2026-11-23T16:04:05.123Z. */
    private static final long NOW = 1_795_449_845_123L;

    private static final int INPUTS = Integer.getInteger("curbline.fuzz", 20_000);
    private static final long SEED = Long.getLong("curbline.fuzz.seed", 20_261_124);
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u00",
        "null",
        "true",
        "-",
        "1e9",
        "0.5",
        "99999999999999999999",
        "\"seq\":1",
        "\"at\":\"\"",
        "\"x\":{}",
        "[[",
        "\u00e9",
        "\ud834\udd1e",
        "a@b.org",
        "00:1b:63:84:45:e6",
        " ",
        "\u0000",
        "NaN",
    };

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
    private final EventEncoder encoder = new EventEncoder();
    private final RandomGenerator random = new SplittableRandom(SEED);
    private final RandomEvents events = new RandomEvents(random, NOW);

    @Test
    void anyBytesAreAccountedForAndWhatIsAcceptedReadsBackEqual() {
        int accepted = 0;
        int rejected = 0;
        for (int i = 0; i < INPUTS; i++) {
            EventKind kind = events.kind();
            byte[] payload = payload(kind);
            int offset = random.nextInt(3);
            byte[] buffer = new byte[payload.length + offset + random.nextInt(3)];
            System.arraycopy(payload, 0, buffer, offset, payload.length);
            DecodedMessage decoded = decoder.decode(kind, buffer, offset, payload.length, NOW);
            check(kind, payload, decoded);
            accepted += decoded.accepted().size();
            rejected += decoded.rejected().size();
            if (i % 16 == 0) {
                checkRedaction(new String(payload, StandardCharsets.UTF_8));
            }
        }
        assertTrue(accepted > INPUTS / 10 && rejected > INPUTS / 10, accepted + " accepted, " + rejected + " rejected");
    }

    private void check(EventKind kind, byte[] payload, DecodedMessage decoded) {
        assertFalse(decoded.eventCount() == 0, () -> text(payload));
        int next = 0;
        for (Rejection rejection : decoded.rejected()) {
            assertTrue(rejection.offset() >= next && rejection.length() >= 0, () -> text(payload));
            next = rejection.offset() + rejection.length();
            assertTrue(next <= payload.length, () -> text(payload));
            boolean whole = rejection.index() == -1;
            assertTrue(
                    whole ? decoded.eventCount() == 1 : rejection.index() < decoded.eventCount(), () -> text(payload));
            if (!whole && payload[rejection.offset()] == '{') {
                DecodedMessage alone = decoder.decode(kind, payload, rejection.offset(), rejection.length(), NOW);
                assertEquals(0, alone.accepted().size(), () -> text(payload));
                assertEquals(rejection.reason(), alone.rejected().get(0).reason(), () -> text(payload));
            }
        }
        if (!decoded.accepted().isEmpty()) {
            byte[] again = encoder.encode(decoded.accepted());
            assertEquals(
                    new DecodedMessage(decoded.accepted(), List.of(), 0),
                    decoder.decode(kind, again, 0, again.length, NOW),
                    () -> text(payload));
        }
    }

    private static void checkRedaction(String text) {
        String redacted = PersonalData.redact(text);
        boolean isJson = JsonText.isObjectOrArray(text);
        // what is none may become one, once what does not show is gone
        assertTrue(!isJson || JsonText.isObjectOrArray(redacted), text);
        assertTrue(isJson || !PersonalData.isIn(redacted), text);
    }

    private byte[] payload(EventKind kind) {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        int count = 1 + random.nextInt(4);
        byte[] payload = count == 1 ? encoder.encode(events.event(kind)) : encoder.encode(events.events(kind, count));
        for (int n = random.nextInt(3); n > 0 && payload.length > 0; n--) {
            payload = mutate(payload);
        }
        return payload;
    }

    private byte[] mutate(byte[] payload) {
        int at = random.nextInt(payload.length);
        int to = Math.min(payload.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> splice(payload, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> splice(payload, at, to, new byte[0]);
            case 2 -> splice(payload, at, at, Arrays.copyOfRange(payload, at, to));
            case 3 -> splice(payload, at, at, piece());
            case 4 -> splice(payload, at, to, piece());
            default -> swapDigit(payload, at);
        };
    }

    private byte[] piece() {
        return Objects.requireNonNull(PIECES[random.nextInt(PIECES.length)]).getBytes(StandardCharsets.UTF_8);
    }

    /** The next digit from there on becomes another: well-formed still, and often still an event. */
    private byte[] swapDigit(byte[] payload, int from) {
        byte[] changed = payload.clone();
        for (int i = from; i < changed.length; i++) {
            if (changed[i] >= '1' && changed[i] <= '9') {
                changed[i] = (byte) ('1' + random.nextInt(9));
                break;
            }
        }
        return changed;
    }

    private static byte[] splice(byte[] payload, int from, int to, byte[] with) {
        byte[] result = new byte[payload.length - (to - from) + with.length];
        System.arraycopy(payload, 0, result, 0, from);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(payload, to, result, from + with.length, payload.length - to);
        return result;
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.ISO_8859_1);
    }
}
