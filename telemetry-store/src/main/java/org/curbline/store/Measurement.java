package org.curbline.store;

import java.util.List;
import org.curbline.store.Column.Real;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Text;
import org.curbline.store.Column.Whole;

/**
 * What is kept, one table each, and the whole schema. The key of a point is measurement, tags and timestamp; tags stand
 * in the order of the alphabet by name, as InfluxDB likes them.
 */
public enum Measurement {
    WIFI(
            "wifi",
            List.of(Columns.KIOSK, Columns.NETWORK),
            List.of(Columns.SEQ, Columns.RUN, Columns.DURATION, Columns.DOWN, Columns.UP)),
    CHARGING(
            "charging",
            List.of(Columns.KIOSK, Columns.PORT),
            List.of(Columns.SEQ, Columns.RUN, Columns.DURATION, Columns.ENERGY)),
    CALL(
            "call",
            List.of(Columns.KIND, Columns.KIOSK, Columns.OUTCOME),
            List.of(Columns.SEQ, Columns.RUN, Columns.DURATION)),
    TABLET("tablet", List.of(Columns.ACTIVITY, Columns.KIOSK), List.of(Columns.SEQ, Columns.RUN, Columns.DURATION)),
    STATUS(
            "status",
            List.of(Columns.KIOSK, Columns.SERVICE),
            List.of(Columns.SEQ, Columns.RUN, Columns.STATE, Columns.REASON)),
    HEALTH(
            "health",
            List.of(Columns.KIOSK),
            List.of(
                    Columns.SEQ,
                    Columns.RUN,
                    Columns.TEMPERATURE,
                    Columns.CPU,
                    Columns.MEMORY,
                    Columns.DISK,
                    Columns.UPTIME,
                    Columns.SPOOLED,
                    Columns.LOAD,
                    Columns.LINK_MEGABITS,
                    Columns.LOST,
                    Columns.SUPPLY,
                    Columns.PROCESSOR,
                    Columns.LINK,
                    Columns.CLOCK)),
    /** Devices of a day, in a sketch that can be merged with others of its salt. */
    CLIENTS(
            "clients",
            List.of(Columns.KIOSK),
            List.of(Columns.SEQ, Columns.RUN, Columns.SALT, Columns.DURATION, Columns.SKETCH)),
    /** What became of commands. */
    REPLY(
            "reply",
            List.of(Columns.KIOSK),
            List.of(Columns.SEQ, Columns.RUN, Columns.COMMAND, Columns.RESULT, Columns.REASON)),
    /** A service's state from a moment on, as the gateway judges it. */
    TRANSITION(
            "transition",
            List.of(Columns.KIOSK, Columns.SERVICE, Columns.VIEW),
            List.of(Columns.STATE, Columns.REASON, Columns.DETAIL, Columns.BEFORE)),
    /** That a kiosk told of the past, the timestamp being when: written before it is acknowledged. */
    LATE("late", List.of(Columns.KIOSK), List.of(Columns.OLDEST)),
    /** That transitions of a kiosk's past were told, or told anew, the timestamp being when: written with them. */
    CORRECTION("correction", List.of(Columns.KIOSK), List.of(Columns.OLDEST), Kept.HISTORY),
    /** What was used within an hour, the timestamp being the hour's beginning: made from the points, and made again. */
    USAGE_HOUR("usage_hour", List.of(Columns.KIND, Columns.KIOSK, Columns.SERVICE), Columns.USED),
    /** The same of a day, the timestamp being its beginning by a zone's clocks. */
    USAGE_DAY("usage_day", List.of(Columns.KIND, Columns.KIOSK, Columns.SERVICE, Columns.ZONE), Columns.USED),
    /** What was used within a day at a kiosk, whatever the kind. */
    USAGE_KIOSK_DAY("usage_kiosk_day", List.of(Columns.KIOSK, Columns.SERVICE, Columns.ZONE), Columns.USED),
    /** What was used within an hour at the kiosks of an area together. */
    USAGE_AREA_HOUR("usage_area_hour", List.of(Columns.AREA, Columns.KIND, Columns.SERVICE), Columns.USED),
    /** The same of a day. */
    USAGE_AREA_DAY("usage_area_day", List.of(Columns.AREA, Columns.KIND, Columns.SERVICE, Columns.ZONE), Columns.USED),
    /** What was used within an hour at all kiosks together. */
    USAGE_CITY_HOUR("usage_city_hour", List.of(Columns.KIND, Columns.SERVICE), Columns.USED),
    /** The same of a day. */
    USAGE_CITY_DAY("usage_city_day", List.of(Columns.KIND, Columns.SERVICE, Columns.ZONE), Columns.USED),
    /**
     * Devices of a day at all kiosks, merged of their sketches, the timestamp being its beginning by a zone's clocks.
     */
    CLIENTS_DAY("clients_day", List.of(Columns.HASHED, Columns.ZONE), Columns.MERGED),
    /** The same of a week from Sunday on. */
    CLIENTS_WEEK("clients_week", List.of(Columns.HASHED, Columns.ZONE), Columns.MERGED),
    /** Devices of a day at the kiosks of an area together. */
    CLIENTS_AREA_DAY("clients_area_day", List.of(Columns.AREA, Columns.HASHED, Columns.ZONE), Columns.MERGED),
    /** The same of a week. */
    CLIENTS_AREA_WEEK("clients_area_week", List.of(Columns.AREA, Columns.HASHED, Columns.ZONE), Columns.MERGED);

    private final String table;
    private final List<Tag> tags;
    private final List<Column> fields;
    private final Kept kept;

    Measurement(String table, List<Tag> tags, List<Column> fields) {
        this(
                table,
                tags,
                fields,
                fields.contains(Columns.USES)
                        ? Kept.ROLLUPS
                        : fields.contains(Columns.BEFORE) ? Kept.HISTORY : Kept.POINTS);
    }

    Measurement(String table, List<Tag> tags, List<Column> fields, Kept kept) {
        this.table = table;
        this.tags = tags;
        this.fields = fields;
        this.kept = kept;
    }

    /** The name of the measurement in InfluxDB, of the table in SQL. */
    public String table() {
        return table;
    }

    /** For how long it is kept, as one of few kinds. */
    public Kept kept() {
        return kept;
    }

    /** Whether it is made from other points, and kept for longer than they are. */
    public boolean isRollup() {
        return kept == Kept.ROLLUPS;
    }

    public List<Tag> tags() {
        return tags;
    }

    public List<Column> fields() {
        return fields;
    }

    /** What is kept equally long; a store may have a place for each. */
    public enum Kept {
        /** What kiosks said. */
        POINTS,
        /** How services worked. */
        HISTORY,
        /** What was used: counts, sums and merged sketches. */
        ROLLUPS
    }

    /** Every column there is. */
    public static final class Columns {
        public static final Tag KIOSK = new Tag("kiosk");
        public static final Tag NETWORK = new Tag("network");
        public static final Tag PORT = new Tag("port");
        public static final Tag KIND = new Tag("kind");
        public static final Tag OUTCOME = new Tag("outcome");
        public static final Tag ACTIVITY = new Tag("activity");
        public static final Tag SERVICE = new Tag("service");
        /** What kiosks have in common whose use is summed. */
        public static final Tag AREA = new Tag("area");
        /** The name of what devices were hashed with, where sketches of it are merged; empty for damaged ones. */
        public static final Tag HASHED = new Tag("salt");
        /** By whose clocks a day begins. */
        public static final Tag ZONE = new Tag("zone");
        /** Whose knowledge a transition is: what was seen at the time, or what became known later. */
        public static final Tag VIEW = new Tag("view");
        /** The kiosk's own number of the event, within its run. */
        public static final Whole SEQ = new Whole("seq");
        /** Which life of the kiosk's memory the number belongs to; left out for the first. */
        public static final Text RUN = new Text("run");

        /** How many sessions or calls, or sketches. */
        public static final Whole USES = new Whole("uses");

        public static final Whole DURATION = new Whole("duration_seconds");
        public static final Whole DOWN = new Whole("down_bytes");
        public static final Whole UP = new Whole("up_bytes");
        public static final Whole ENERGY = new Whole("energy_milliwatt_hours");
        /** The oldest moment told of, in milliseconds since the epoch. */
        public static final Whole OLDEST = new Whole("oldest_millis");

        public static final Text STATE = new Text("state");
        public static final Text REASON = new Text("reason");
        /** The name of what devices were hashed with. */
        public static final Text SALT = new Text("salt");
        /** In base64. */
        public static final Text SKETCH = new Text("sketch");

        public static final Text COMMAND = new Text("command");
        public static final Text RESULT = new Text("result");
        /** The kiosk's own reason. */
        public static final Text DETAIL = new Text("detail");
        /** The state that ended. */
        public static final Text BEFORE = new Text("before");

        public static final Real TEMPERATURE = new Real("temperature_celsius");
        public static final Real CPU = new Real("cpu_percent");
        public static final Real MEMORY = new Real("memory_percent");
        public static final Real DISK = new Real("disk_percent");
        public static final Whole UPTIME = new Whole("uptime_seconds");
        public static final Whole SPOOLED = new Whole("spooled_events");
        public static final Real LOAD = new Real("load");
        public static final Whole LINK_MEGABITS = new Whole("link_megabits");
        /** Left out as long as there is none. */
        public static final Whole LOST = new Whole("lost_events");

        /** This and the next are left out as long as they are as usual. */
        public static final Text SUPPLY = new Text("supply");

        public static final Text PROCESSOR = new Text("processor");
        public static final Text LINK = new Text("link");
        public static final Text CLOCK = new Text("clock");

        /** What a rollup has. */
        private static final List<Column> USED = List.of(USES, DURATION, DOWN, UP, ENERGY);

        /** What a rollup of sketches has. */
        private static final List<Column> MERGED = List.of(USES, SKETCH);

        private Columns() {}
    }
}
