package org.curbline.simulator.ledger;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;

/**
 * An event reduced to what must be the same at the kiosk and in the store: its kind, id and every value, in one text.
 * Two events are equal if their texts are.
 */
public record EventFacts(EventKind kind, EventId id, String text) {
    private static final KioskEvent.Cases<Map<String, Object>> VALUES = new ValuesByColumn();

    /** The facts of an event as the kiosk made it. */
    public static EventFacts of(KioskEvent event) {
        return new EventFacts(event.kind(), event.id(), text(event.kind(), event.id(), event.match(VALUES)));
    }

    /**
     * The facts of an event as the telemetry service answers it.
     *
     * @param timestampNanos the point's timestamp; what is finer than a millisecond is the store's own
     * @param values by column name: text or number; an absent run is the first, and what is absent or empty was not
     *     said
     */
    public static EventFacts ofStored(EventKind kind, long timestampNanos, Map<String, ?> values) {
        Map<String, Object> known = new LinkedHashMap<>();
        for (Column column : columns(kind)) {
            Object value = values.get(column.name);
            if (value != null) {
                known.put(column.name, column.type.canonical(value));
            }
        }
        Object seq = values.get("seq");
        Object run = values.get("run");
        long atMillis = Math.floorDiv(timestampNanos, TimeUnit.MILLISECONDS.toNanos(1));
        EventId id = new EventId(
                seq instanceof Number number ? number.longValue() : -1,
                atMillis,
                run == null || run.equals("") ? EventId.FIRST_RUN : run.toString());
        return new EventFacts(kind, id, text(kind, id, known));
    }

    /** 64 bits of the text, well mixed. */
    long hash() {
        return hash(0, 0, text.length());
    }

    /**
     * 64 bits of what a simulation makes again from the same seed: neither the run nor what a spool really held. Zero
     * for a reply, as it answers somebody.
     */
    long repeatableHash() {
        if (kind == EventKind.REPLY) {
            return 0;
        }
        int run = word(kind).length();
        int end = kind == EventKind.HEALTH ? text.lastIndexOf(" spooled_events=") : text.length();
        return hash(run, run + " run=".length() + id.run().length(), end);
    }

    /** Of the text up to its end, without the part between two other places. */
    private long hash(int from, int to, int end) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < end; i++) {
            if (i < from || i >= to) {
                hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
            }
        }
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        return hash ^ (hash >>> 31);
    }

    private static String text(EventKind kind, EventId id, Map<String, Object> values) {
        StringBuilder text = new StringBuilder(160)
                .append(word(kind))
                .append(" run=")
                .append(id.run())
                .append(" seq=")
                .append(id.seq())
                .append(" at=")
                .append(id.atMillis());
        for (Column column : columns(kind)) {
            Object value = values.get(column.name);
            if (value != null && !value.equals("")) {
                text.append(' ').append(column.name).append('=').append(value);
            }
        }
        return text.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The telemetry service's names of the values, in the order of the facts. Its own table; kept in step by tests. */
    private static List<Column> columns(EventKind kind) {
        return switch (kind) {
            case WIFI -> Column.OF_WIFI;
            case CHARGING -> Column.OF_CHARGING;
            case CALL -> Column.OF_CALL;
            case TABLET -> Column.OF_TABLET;
            case STATUS -> Column.OF_STATUS;
            case HEALTH -> Column.OF_HEALTH;
            case CLIENTS -> Column.OF_CLIENTS;
            case REPLY -> Column.OF_REPLY;
        };
    }

    private record Column(String name, Type type) {
        private static final Column DURATION = new Column("duration_seconds", Type.WHOLE);
        private static final List<Column> OF_WIFI = List.of(
                new Column("network", Type.TEXT),
                DURATION,
                new Column("down_bytes", Type.WHOLE),
                new Column("up_bytes", Type.WHOLE));
        private static final List<Column> OF_CHARGING =
                List.of(new Column("port", Type.TEXT), DURATION, new Column("energy_milliwatt_hours", Type.WHOLE));
        private static final List<Column> OF_CALL =
                List.of(new Column("kind", Type.TEXT), new Column("outcome", Type.TEXT), DURATION);
        private static final List<Column> OF_TABLET = List.of(new Column("activity", Type.TEXT), DURATION);
        private static final List<Column> OF_STATUS = List.of(
                new Column("service", Type.TEXT), new Column("state", Type.TEXT), new Column("reason", Type.TEXT));
        private static final List<Column> OF_HEALTH = List.of(
                new Column("temperature_celsius", Type.REAL),
                new Column("cpu_percent", Type.REAL),
                new Column("memory_percent", Type.REAL),
                new Column("disk_percent", Type.REAL),
                new Column("uptime_seconds", Type.WHOLE),
                new Column("load", Type.REAL),
                new Column("link_megabits", Type.WHOLE),
                new Column("lost_events", Type.WHOLE),
                new Column("supply", Type.TEXT),
                new Column("processor", Type.TEXT),
                new Column("link", Type.TEXT),
                new Column("clock", Type.TEXT),
                new Column("spooled_events", Type.WHOLE));
        private static final List<Column> OF_CLIENTS =
                List.of(new Column("salt", Type.TEXT), DURATION, new Column("sketch", Type.TEXT));
        private static final List<Column> OF_REPLY = List.of(
                new Column("command", Type.TEXT), new Column("result", Type.TEXT), new Column("reason", Type.TEXT));
    }

    private enum Type {
        TEXT,
        WHOLE,
        REAL;

        /** One form for a value whatever JSON made of it; what is of another type stays as it is, and so differs. */
        Object canonical(Object value) {
            return switch (this) {
                case TEXT -> value.toString();
                case WHOLE -> isWhole(value) ? (Object) ((Number) value).longValue() : value;
                case REAL -> value instanceof Number number ? (Object) number.doubleValue() : value;
            };
        }

        private static boolean isWhole(Object value) {
            return value instanceof Long || value instanceof Integer;
        }
    }

    private static final class ValuesByColumn implements KioskEvent.Cases<Map<String, Object>> {
        @Override
        public Map<String, Object> wifi(WifiSession event) {
            return Map.of(
                    "network", word(event.network()),
                    "duration_seconds", event.durationSeconds(),
                    "down_bytes", event.downBytes(),
                    "up_bytes", event.upBytes());
        }

        @Override
        public Map<String, Object> charging(ChargingSession event) {
            return Map.of(
                    "port", event.port(),
                    "duration_seconds", event.durationSeconds(),
                    "energy_milliwatt_hours", event.energyMilliwattHours());
        }

        @Override
        public Map<String, Object> call(Call event) {
            return Map.of(
                    "kind", event.callKind().word(),
                    "outcome", word(event.outcome()),
                    "duration_seconds", event.durationSeconds());
        }

        @Override
        public Map<String, Object> tablet(TabletSession event) {
            return Map.of("activity", word(event.activity()), "duration_seconds", event.durationSeconds());
        }

        @Override
        public Map<String, Object> service(ServiceReport event) {
            return Map.of(
                    "service", event.service().word(),
                    "state", word(event.state()),
                    "reason", event.reason());
        }

        @Override
        public Map<String, Object> health(HealthReport event) {
            Map<String, Object> values = new HashMap<>(Map.of("spooled_events", event.spooledEvents()));
            putMeasured("temperature_celsius", event.temperatureCelsius(), values);
            putMeasured("cpu_percent", event.cpuPercent(), values);
            putMeasured("memory_percent", event.memoryPercent(), values);
            putMeasured("disk_percent", event.diskPercent(), values);
            if (event.uptimeSeconds() != ComputerCondition.NOT_SAID) {
                values.put("uptime_seconds", event.uptimeSeconds());
            }
            ComputerCondition said = event.condition();
            if (said.load() != ComputerCondition.NOT_SAID) {
                values.put("load", said.load());
            }
            if (said.linkMegabits() != ComputerCondition.NOT_SAID) {
                values.put("link_megabits", said.linkMegabits());
            }
            if (said.lostEvents() != 0) {
                values.put("lost_events", said.lostEvents());
            }
            putUnless(ComputerCondition.Supply.OK, "supply", said.supply(), values);
            putUnless(ComputerCondition.Processor.FULL, "processor", said.processor(), values);
            putUnless(ComputerCondition.Link.UP, "link", said.link(), values);
            putUnless(ComputerCondition.ClockState.KEPT, "clock", said.clock(), values);
            return values;
        }

        private static void putMeasured(String name, double figure, Map<String, Object> values) {
            if (HealthReport.isMeasured(figure)) {
                values.put(name, figure);
            }
        }

        private static <E extends Enum<E>> void putUnless(E usual, String name, E value, Map<String, Object> values) {
            if (value != usual) {
                values.put(name, word(value));
            }
        }

        @Override
        public Map<String, Object> clients(ClientSketch event) {
            return Map.of("salt", event.salt(), "duration_seconds", event.durationSeconds(), "sketch", event.sketch());
        }

        @Override
        public Map<String, Object> reply(CommandReply event) {
            return Map.of("command", event.command(), "result", word(event.result()), "reason", event.reason());
        }
    }
}
