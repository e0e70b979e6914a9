package org.curbline.gateway.pipeline;

import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.store.Column;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;

/**
 * The one place that knows both the wire and the store: writes an event as a point. The same event gives the same key
 * whenever it comes, so a repeat overwrites itself. Not thread-safe; one per pipeline.
 */
public final class EventPoints implements KioskEvent.Cases<Void> {
    private static final int SUB_MILLISECONDS = 1_000_000;
    private static final String[] PORTS = new String[17];

    static {
        for (int i = 0; i < PORTS.length; i++) {
            PORTS[i] = Integer.toString(i);
        }
    }

    private PointBatch batch = new PointBatch(0);
    private String kiosk = "";

    /** Adds the event's point to the batch. */
    public void add(KioskId from, KioskEvent event, PointBatch to) {
        batch = to;
        kiosk = from.value();
        event.match(this);
        batch.end(timestamp(event.id()));
    }

    /**
     * Adds that a kiosk told of the past.
     *
     * @param oldestMillis the oldest moment it told of
     * @param cameMillis when it did; within one millisecond the last mark counts
     */
    public void addLate(KioskId from, long oldestMillis, long cameMillis, PointBatch to) {
        to.begin(Measurement.LATE).tag(Columns.KIOSK, from.value());
        to.field(Columns.OLDEST, oldestMillis);
        to.end(cameMillis * SUB_MILLISECONDS);
    }

    /**
     * Milliseconds from the event's time; the digits below from its number, so that two events in one millisecond stay
     * two. Another run of the same kiosk begins elsewhere among those digits, so that two runs are not taken for one.
     */
    static long timestamp(EventId id) {
        int start =
                id.run().equals(EventId.FIRST_RUN) ? 0 : Math.floorMod(id.run().hashCode(), SUB_MILLISECONDS);
        return id.atMillis() * SUB_MILLISECONDS + (id.seq() + start) % SUB_MILLISECONDS;
    }

    @Override
    public Void wifi(WifiSession event) {
        batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, word(event.network()));
        id(event);
        batch.field(Columns.DURATION, event.durationSeconds())
                .field(Columns.DOWN, event.downBytes())
                .field(Columns.UP, event.upBytes());
        return done();
    }

    @Override
    public Void charging(ChargingSession event) {
        String port = event.port() < PORTS.length ? PORTS[event.port()] : Integer.toString(event.port());
        batch.begin(Measurement.CHARGING).tag(Columns.KIOSK, kiosk).tag(Columns.PORT, port);
        id(event);
        batch.field(Columns.DURATION, event.durationSeconds()).field(Columns.ENERGY, event.energyMilliwattHours());
        return done();
    }

    @Override
    public Void call(Call event) {
        batch.begin(Measurement.CALL)
                .tag(Columns.KIND, event.callKind().word())
                .tag(Columns.KIOSK, kiosk)
                .tag(Columns.OUTCOME, word(event.outcome()));
        id(event);
        batch.field(Columns.DURATION, event.durationSeconds());
        return done();
    }

    @Override
    public Void tablet(TabletSession event) {
        batch.begin(Measurement.TABLET)
                .tag(Columns.ACTIVITY, word(event.activity()))
                .tag(Columns.KIOSK, kiosk);
        id(event);
        batch.field(Columns.DURATION, event.durationSeconds());
        return done();
    }

    @Override
    public Void service(ServiceReport event) {
        batch.begin(Measurement.STATUS)
                .tag(Columns.KIOSK, kiosk)
                .tag(Columns.SERVICE, event.service().word());
        id(event);
        batch.field(Columns.STATE, word(event.state()));
        if (!event.reason().isEmpty()) {
            batch.field(Columns.REASON, event.reason());
        }
        return done();
    }

    @Override
    public Void health(HealthReport event) {
        batch.begin(Measurement.HEALTH).tag(Columns.KIOSK, kiosk);
        id(event);
        measured(Columns.TEMPERATURE, event.temperatureCelsius());
        measured(Columns.CPU, event.cpuPercent());
        measured(Columns.MEMORY, event.memoryPercent());
        measured(Columns.DISK, event.diskPercent());
        if (event.uptimeSeconds() != ComputerCondition.NOT_SAID) {
            batch.field(Columns.UPTIME, event.uptimeSeconds());
        }
        batch.field(Columns.SPOOLED, event.spooledEvents());
        condition(event.condition());
        return done();
    }

    @Override
    public Void clients(ClientSketch event) {
        batch.begin(Measurement.CLIENTS).tag(Columns.KIOSK, kiosk);
        id(event);
        batch.field(Columns.SALT, event.salt())
                .field(Columns.DURATION, event.durationSeconds())
                .field(Columns.SKETCH, event.sketch());
        return done();
    }

    @Override
    public Void reply(CommandReply event) {
        batch.begin(Measurement.REPLY).tag(Columns.KIOSK, kiosk);
        id(event);
        batch.field(Columns.COMMAND, event.command()).field(Columns.RESULT, word(event.result()));
        if (!event.reason().isEmpty()) {
            batch.field(Columns.REASON, event.reason());
        }
        return done();
    }

    private void measured(Column.Real column, double figure) {
        if (HealthReport.isMeasured(figure)) {
            batch.field(column, figure);
        }
    }

    /** What is usual is left out, as it was on the wire. */
    private void condition(ComputerCondition said) {
        if (said.load() != ComputerCondition.NOT_SAID) {
            batch.field(Columns.LOAD, said.load());
        }
        if (said.linkMegabits() != ComputerCondition.NOT_SAID) {
            batch.field(Columns.LINK_MEGABITS, said.linkMegabits());
        }
        if (said.lostEvents() != 0) {
            batch.field(Columns.LOST, said.lostEvents());
        }
        switch (said.supply()) {
            case OK -> {}
            case LOW -> batch.field(Columns.SUPPLY, "low");
        }
        switch (said.processor()) {
            case FULL -> {}
            case SLOWED -> batch.field(Columns.PROCESSOR, "slowed");
        }
        switch (said.link()) {
            case UP -> {}
            case DOWN -> batch.field(Columns.LINK, "down");
        }
        switch (said.clock()) {
            case KEPT -> {}
            case GATEWAY -> batch.field(Columns.CLOCK, "gateway");
            case HELD -> batch.field(Columns.CLOCK, "held");
            case UNKNOWN -> batch.field(Columns.CLOCK, "unknown");
        }
    }

    private void id(KioskEvent event) {
        EventId id = event.id();
        batch.field(Columns.SEQ, id.seq());
        if (!id.run().equals(EventId.FIRST_RUN)) {
            batch.field(Columns.RUN, id.run());
        }
    }

    private static String word(WifiSession.Network value) {
        return switch (value) {
            case OPEN -> "open";
            case PRIVATE -> "private";
        };
    }

    private static String word(Call.Outcome value) {
        return switch (value) {
            case COMPLETED -> "completed";
            case UNANSWERED -> "unanswered";
            case FAILED -> "failed";
        };
    }

    private static String word(CommandReply.Result value) {
        return switch (value) {
            case DONE -> "done";
            case FAILED -> "failed";
        };
    }

    private static String word(TabletSession.Activity value) {
        return switch (value) {
            case MAPS -> "maps";
            case DIRECTIONS -> "directions";
            case SERVICES -> "services";
            case BROWSING -> "browsing";
        };
    }

    private static String word(ServiceReport.State value) {
        return switch (value) {
            case UP -> "up";
            case DEGRADED -> "degraded";
            case DOWN -> "down";
        };
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void done() {
        return null;
    }
}
