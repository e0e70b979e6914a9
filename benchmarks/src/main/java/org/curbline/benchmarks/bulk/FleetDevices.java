package org.curbline.benchmarks.bulk;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.curbline.demand.DaySketch;
import org.curbline.demand.KioskDemand;
import org.curbline.gateway.pipeline.EventPoints;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.WifiSession;
import org.curbline.simulator.city.KioskSite;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.reading.Nanos;
import org.curbline.telemetry.clients.DeviceTally;
import org.curbline.telemetry.rollup.Areas;
import org.curbline.telemetry.rollup.Days;

/**
 * Whose devices used a fleet's WiFi, of whom the truth is known: of the latest weeks as kiosks' own sketches, one a
 * day, of the time before the last ones as the telemetry service would have merged them. The salt is another one each
 * week. One thread.
 */
public final class FleetDevices {
    /** What numbers sketches are by, so that those of the uses have no holes. */
    private static final String RUN = "devices";

    private static final byte[] KEY = new byte[32];
    private static final int POINTS_A_WRITE = 2_000;
    private static final int BYTES_A_POINT = 400;
    private static final int SIX_BYTES_AT = 2;
    private static final String ALL = "*";

    private final PointWriter writer;
    private final List<KioskSite> sites;
    private final Days days;
    private final Instant ownFrom;
    private final Instant mergedUntil;
    private final PointBatch ownBatch = new PointBatch(POINTS_A_WRITE * BYTES_A_POINT);
    private final PointBatch mergedBatch = new PointBatch(POINTS_A_WRITE * BYTES_A_POINT);
    private final EventPoints points = new EventPoints();
    private final List<KnownDevices> known = new ArrayList<>();
    /** By borough, each kiosk's devices of the day; and each day's of the week. */
    private final Map<String, List<long[]>> ofDay = new HashMap<>();

    private final Map<String, List<long[]>> ofWeek = new HashMap<>();
    private final DeviceTally<String> week = new DeviceTally<>();
    private final long[] numbers;
    private final Sizes own = new Sizes();
    private final Sizes merged = new Sizes();
    private ClientSalt salt;
    private Instant weekBegin;
    private int daysOfWeek;

    /**
     * Of a fleet.
     *
     * @param from when the first day begins
     * @param ownFrom from when on kiosks' own sketches are there
     * @param mergedUntil until when they are merged already
     */
    public FleetDevices(
            PointWriter writer, List<KioskSite> sites, Days days, Instant from, Instant ownFrom, Instant mergedUntil) {
        this.writer = writer;
        this.sites = List.copyOf(sites);
        this.days = days;
        this.ownFrom = ownFrom;
        this.mergedUntil = mergedUntil;
        this.numbers = new long[sites.size()];
        this.weekBegin = days.sunday(from);
        this.salt = ClientSalt.of(date(from), KEY);
    }

    /** Days of the same use as {@link RolledWeek} or {@link StoredWeeks} write, the older first. */
    public void write(long seed, Instant from, Instant to) throws InterruptedException {
        FleetUse use = new FleetUse(sites, seed, from, to);
        List<KioskDemand> demands = sites.stream().map(use::demand).toList();
        for (Instant day = from; day.isBefore(to); day = days.begin(day, 1)) {
            if (!days.sunday(day).equals(weekBegin)) {
                endWeek();
                weekBegin = day;
            }
            writeDay(demands, day);
            daysOfWeek++;
        }
    }

    /** How many devices there truly were, now that all days are written: on each day, and in each whole week. */
    public List<KnownDevices> end() throws InterruptedException {
        endWeek();
        store(ownBatch);
        store(mergedBatch);
        return known;
    }

    /** How many sketches there are, and how long they are. */
    public String sizes() {
        return "of kiosks " + own + "; merged " + merged;
    }

    private void writeDay(List<KioskDemand> demands, Instant day) throws InterruptedException {
        DeviceTally<String> tally = new DeviceTally<>();
        long end = days.begin(day, 1).toEpochMilli() - 1;
        salt = salt.on(date(day));
        for (int i = 0; i < sites.size(); i++) {
            KioskSite site = sites.get(i);
            long[] devices = devices(demands.get(i), end);
            if (devices.length > 0) {
                DaySketch counted = new DaySketch(days.zone(), salt);
                for (long device : devices) {
                    counted.used(address(device), end);
                }
                add(ofDay, site.borough().title(), devices);
                ClientSketch sketch = counted.sketch(new EventId(++numbers[i], end, RUN));
                tally.add(Areas.of(site.id().value()), sketch.salt(), 1, sketch.sketch());
                tally.add(ALL, sketch.salt(), 1, sketch.sketch());
                if (!day.isBefore(ownFrom)) {
                    points.add(site.id(), sketch, ownBatch);
                    own.add(sketch.sketch());
                    storeIfFull(ownBatch);
                }
            }
        }
        know(day, 1, ofDay).forEach((place, devices) -> add(ofWeek, place, devices));
        if (day.isBefore(mergedUntil)) {
            merge(tally, Measurement.CLIENTS_AREA_DAY, Measurement.CLIENTS_DAY, day);
            tally.forEach(week::add);
        }
    }

    private static long[] devices(KioskDemand demand, long end) {
        LongStream.Builder devices = LongStream.builder();
        for (KioskEvent event = demand.next(end, () -> 0); event != null; event = demand.next(end, () -> 0)) {
            if (event instanceof WifiSession) {
                devices.add(demand.drawDevice());
            }
        }
        return devices.build().sorted().distinct().toArray();
    }

    private void endWeek() throws InterruptedException {
        if (daysOfWeek == 7) {
            know(weekBegin, 7, ofWeek);
        }
        if (!days.begin(weekBegin, 7).isAfter(mergedUntil)) { // later ones are not merged whole
            merge(week, Measurement.CLIENTS_AREA_WEEK, Measurement.CLIENTS_WEEK, weekBegin);
        }
        week.endWeek();
        ofWeek.clear();
        daysOfWeek = 0;
    }

    /** Returns the devices of each borough. */
    private Map<String, long[]> know(Instant begin, int length, Map<String, List<long[]>> truth) {
        Map<String, long[]> boroughs = new HashMap<>();
        truth.forEach((place, devices) -> boroughs.put(place, distinct(devices)));
        boroughs.forEach((place, devices) -> known.add(new KnownDevices(date(begin), length, place, devices.length)));
        long all = distinct(boroughs.values()).length;
        known.add(new KnownDevices(date(begin), length, KnownDevices.CITY, all));
        truth.clear();
        return boroughs;
    }

    private static void add(Map<String, List<long[]>> to, String place, long[] devices) {
        to.computeIfAbsent(place, none -> new ArrayList<>()).add(devices);
    }

    private static long[] distinct(Collection<long[]> devices) {
        return devices.stream()
                .flatMapToLong(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
    }

    /** As the telemetry service does it. */
    private void merge(DeviceTally<String> tally, Measurement ofAreas, Measurement ofAll, Instant begin)
            throws InterruptedException {
        tally.forEach((group, salted, sketches, base64) -> {
            boolean all = group.equals(ALL);
            mergedBatch.begin(all ? ofAll : ofAreas);
            if (!all) {
                mergedBatch.tag(Columns.AREA, group);
            }
            mergedBatch
                    .tag(Columns.HASHED, salted)
                    .tag(Columns.ZONE, days.zone().getId());
            mergedBatch
                    .field(Columns.USES, sketches)
                    .field(Columns.SKETCH, base64)
                    .end(Nanos.of(begin));
            merged.add(base64);
        });
        storeIfFull(mergedBatch);
    }

    private void storeIfFull(PointBatch batch) throws InterruptedException {
        if (batch.size() >= POINTS_A_WRITE) {
            store(batch);
        }
    }

    private void store(PointBatch batch) throws InterruptedException {
        if (!writer.write(batch).isEmpty()) {
            throw new IllegalStateException("The store has refused a sketch");
        }
        batch.clear();
    }

    private LocalDate date(Instant at) {
        return at.atZone(days.zone()).toLocalDate();
    }

    private static byte[] address(long device) {
        byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(device).array();
        return Arrays.copyOfRange(eight, SIX_BYTES_AT, Long.BYTES);
    }

    /** Of sketches in base64. */
    private static final class Sizes {
        private long count;
        private long characters;
        private long longest;

        void add(String base64) {
            count++;
            characters += base64.length();
            longest = Math.max(longest, base64.length());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d of %,d characters on average, %,d at most",
                    count,
                    count == 0 ? 0 : characters / count,
                    longest);
        }
    }
}
