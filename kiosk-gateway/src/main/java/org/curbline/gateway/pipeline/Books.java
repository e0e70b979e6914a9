package org.curbline.gateway.pipeline;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every event. Each pipeline keeps its own and only its event loop writes them, so at the end of every
 * task {@code received = stored + duplicate + quarantined + waiting} holds exactly, and so does the sum over pipelines.
 */
public final class Books {
    private long received;
    private long stored;
    private long duplicate;
    private long quarantined;
    private long waiting;
    private long unknownFields;
    private final Map<String, Long> quarantinedByReason = new TreeMap<>();

    void received(int events) {
        received += events;
        waiting += events;
    }

    void stored() {
        stored++;
        waiting--;
    }

    void duplicate() {
        duplicate++;
        waiting--;
    }

    void quarantined(String reason) {
        quarantined++;
        waiting--;
        quarantinedByReason.merge(reason, 1L, Long::sum);
    }

    void unknownFields(int fields) {
        unknownFields += fields;
    }

    long waiting() {
        return waiting;
    }

    Snapshot snapshot() {
        return new Snapshot(
                received, stored, duplicate, quarantined, waiting, unknownFields, Map.copyOf(quarantinedByReason));
    }

    /** The books at one moment. */
    public record Snapshot(
            long received,
            long stored,
            long duplicate,
            long quarantined,
            long waiting,
            long unknownFields,
            Map<String, Long> quarantinedByReason) {
        public static final Snapshot EMPTY = new Snapshot(0, 0, 0, 0, 0, 0, Map.of());

        /** Both together. */
        public Snapshot plus(Snapshot other) {
            Map<String, Long> reasons = new TreeMap<>(quarantinedByReason);
            other.quarantinedByReason.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
            return new Snapshot(
                    received + other.received,
                    stored + other.stored,
                    duplicate + other.duplicate,
                    quarantined + other.quarantined,
                    waiting + other.waiting,
                    unknownFields + other.unknownFields,
                    Map.copyOf(reasons));
        }

        public boolean addUp() {
            return received == stored + duplicate + quarantined + waiting;
        }
    }
}
