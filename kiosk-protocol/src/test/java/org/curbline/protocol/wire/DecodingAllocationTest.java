package org.curbline.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.curbline.protocol.EventKind;
import org.junit.jupiter.api.Test;

/**
 * What is made for each message and thrown away. It is counted, not timed, so it is the same on a busy machine; the
 * bounds leave a fifth. {@code benchmarks/jmh} says more.
 */
class DecodingAllocationTest {
    /** 2026-11-23T16:04:05.123Z. */
    private static final long NOW = 1_795_449_845_123L;

    private static final int EVENTS = 100;
    private static final int MESSAGES = 1_000;
    private static final String EVENT =
            "{\"seq\":1042,\"at\":\"2026-11-23T16:04:05.123Z\",\"durationSeconds\":1968,\"downBytes\":36211733,"
                    + "\"upBytes\":5199000,\"network\":\"open\"}";

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);

    @Test
    void aMessageCostsAParserAndItsEvent() {
        long bytes = allocatedFor(EVENT);
        assertTrue(bytes <= 1_500, bytes + " bytes for a message of one event");
    }

    @Test
    void aFurtherEventCostsLittleMoreThanItself() {
        long bytes = allocatedFor("[" + (EVENT + ",").repeat(EVENTS - 1) + EVENT + "]") / EVENTS;
        assertTrue(bytes <= 180, bytes + " bytes for an event of a batch");
    }

    private long allocatedFor(String message) {
        byte[] payload = message.getBytes(UTF_8);
        decode(payload); // what is made once: classes, the parser's buffers and its table of names
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decode(payload);
        return (threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
    }

    private void decode(byte[] payload) {
        for (int i = 0; i < MESSAGES; i++) {
            DecodedMessage decoded = decoder.decode(EventKind.WIFI, payload, 0, payload.length, NOW);
            assertTrue(decoded.rejected().isEmpty());
        }
    }
}
