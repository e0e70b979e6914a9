package org.curbline.agent.spool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.curbline.agent.spool.Records.Found;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;
import org.jspecify.annotations.Nullable;

/**
 * When events were that came before the time was known. Each such event names the start of the computer in which it
 * came; it gets its time once that start has one. A start that ended without never has: its events are hopeless. One
 * thread at a time.
 */
final class Dates {
    private final UUID boot;
    private final Map<UUID, Long> offsets = new HashMap<>();
    /** From the first to the last number that came in a start before the time was known: they are consecutive. */
    private final Map<UUID, Span> undated = new HashMap<>();
    /** Of starts that ended; worked out once, when the spool is opened. */
    private final Set<UUID> ended = new HashSet<>();

    private final List<Span> hopeless = new ArrayList<>();

    Dates(UUID boot) {
        this.boot = boot;
    }

    /** Sees what is on the card. */
    void found(Found record) {
        if (record.type() == Records.TIME) {
            offsets.put(Records.boot(record), record.seq());
        } else if (record.isUndated() && record.kind() != null) {
            came(Records.boot(record), record.seq());
        }
    }

    /** All has been seen; what is hopeless now stays so. */
    void allFound() {
        undated.forEach((of, span) -> {
            if (!of.equals(boot) && !offsets.containsKey(of)) {
                ended.add(of);
                hopeless.add(span);
            }
        });
    }

    void came(long seq) {
        came(boot, seq);
    }

    private void came(UUID of, long seq) {
        undated.merge(of, Span.of(seq), Span::and);
    }

    /** What is to be added to the time since this start of the computer; empty while nobody knows. */
    OptionalLong offset() {
        Long known = offsets.get(boot);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    void know(long offset) {
        offsets.put(boot, offset);
    }

    /** Whether events of this start with numbers above one still wait to be dated, or would have to be again. */
    boolean isNeededAbove(long seq) {
        Span span = undated.get(boot);
        return span != null && span.last() > seq;
    }

    /** Whether it waits for the time to be known. */
    boolean isToWait(Found record) {
        return record.isUndated() && !offsets.containsKey(Records.boot(record));
    }

    /** Whether the time when it was will never be known. */
    boolean isHopeless(Found record) {
        return record.isUndated() && ended.contains(Records.boot(record));
    }

    /** How many from one number to another are hopeless. */
    long hopelessWithin(long first, long last) {
        return hopeless.stream().mapToLong(span -> span.within(first, last)).sum();
    }

    /** As it is published; must neither have to wait nor be hopeless. */
    SpooledEvent event(Found record, EventKind kind) {
        if (!record.isUndated()) {
            return new SpooledEvent(record.seq(), kind, record.body());
        }
        @Nullable Long offset = offsets.get(Records.boot(record));
        return new SpooledEvent(
                record.seq(),
                kind,
                EventEncoder.moved(
                        Records.undatedJson(record), Objects.requireNonNull(offset) - Records.assumedOffset(record)));
    }
}
