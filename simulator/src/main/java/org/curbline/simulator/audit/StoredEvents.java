package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** The store, as an audit asks it. Blocking; asked by several threads at once. */
@FunctionalInterface
public interface StoredEvents {
    /**
     * Hands over every stored event that a question means, each as often as it is stored.
     *
     * @throws IOException if the store cannot be asked, or answers what cannot be understood
     */
    void forEach(Question question, Consumer<StoredEvent> consumer) throws IOException, InterruptedException;

    /**
     * How many different devices used the WiFi in a time; null if that cannot be told.
     *
     * @param kiosks of these; of all, others too, if they are too many to be named
     * @throws IOException if the store cannot be asked, or answers what cannot be understood
     */
    default @Nullable Devices devices(Collection<KioskId> kiosks, Instant from, Instant to)
            throws IOException, InterruptedException {
        return null;
    }

    /** An estimate, and between what the truth is. */
    record Devices(long estimate, long least, long most) {}

    /**
     * One kind of event of one kiosk.
     *
     * @param from inclusive
     * @param to exclusive
     */
    record Question(KioskId kiosk, EventKind kind, Instant from, Instant to) {}

    /**
     * An event as the telemetry service answers it.
     *
     * @param timestampNanos nanoseconds since the epoch
     * @param values tags and fields by column name: text or number; absent ones are left out or null
     */
    record StoredEvent(long timestampNanos, Map<String, ?> values) {}
}
