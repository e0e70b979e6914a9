package org.curbline.agent;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.curbline.agent.link.Outgoing;
import org.curbline.agent.link.Parcel;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.spool.SpooledEvent;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;

/** What the link sends: what is in the spool, in parcels. */
final class SpoolOutgoing implements Outgoing {
    private static final int EVENTS_A_BATCH = 600;
    private static final int BYTES_A_BATCH = 96 * 1024;
    private static final int FRESH_EVENTS_A_MESSAGE = 200;
    private static final int FRESH_BYTES_A_MESSAGE = 48 * 1024;

    private final Spool spool;
    private final Runnable acknowledged;
    private final Consumer<@Nullable Instant> connected;

    /**
     * On the agent's thread, as the spool is.
     *
     * @param acknowledged is told whenever the gateway has acknowledged something
     * @param connected is told of each connection, and what time it is at the gateway
     */
    SpoolOutgoing(Spool spool, Runnable acknowledged, Consumer<@Nullable Instant> connected) {
        this.spool = spool;
        this.acknowledged = acknowledged;
        this.connected = connected;
    }

    @Override
    public @Nullable Parcel fresh() {
        List<SpooledEvent> events = spool.fresh(EVENTS_A_BATCH, FRESH_EVENTS_A_MESSAGE, FRESH_BYTES_A_MESSAGE);
        return events.isEmpty() ? null : Parcel.ahead(events);
    }

    /** A message for each kind: what comes mixed would otherwise go in very small ones. */
    @Override
    public List<Parcel> next() throws IOException {
        List<SpooledEvent> events = spool.next(EVENTS_A_BATCH, BYTES_A_BATCH);
        Map<EventKind, List<SpooledEvent>> byKind = new EnumMap<>(EventKind.class);
        events.forEach(event ->
                byKind.computeIfAbsent(event.kind(), kind -> new ArrayList<>()).add(event));
        List<Parcel> parcels = new ArrayList<>();
        for (List<SpooledEvent> ofOne : byKind.values()) {
            boolean isLast = parcels.size() == byKind.size() - 1;
            parcels.add(
                    Parcel.inTurn(ofOne, isLast ? events.get(events.size() - 1).seq() : -1));
        }
        return parcels;
    }

    @Override
    public void done(Parcel parcel) throws IOException {
        if (parcel.isAhead()) {
            spool.doneAhead(parcel.numbers());
        } else if (parcel.upTo() >= 0) {
            spool.done(parcel.upTo());
        }
        acknowledged.run();
    }

    @Override
    public void connected(@Nullable Instant gatewayTime) {
        connected.accept(gatewayTime);
    }

    @Override
    public void again() {
        spool.again();
    }
}
