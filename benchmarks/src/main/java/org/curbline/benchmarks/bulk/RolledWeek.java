package org.curbline.benchmarks.bulk;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.curbline.demand.KioskDemand;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.simulator.city.KioskSite;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.reading.Nanos;
import org.curbline.telemetry.rollup.Areas;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.rollup.RolledUse;

/**
 * A week of a fleet as the rollups that the telemetry service would have made of it, without its points: as much as is
 * there of a week when its points are gone. One thread.
 */
public final class RolledWeek implements KioskEvent.Cases<Boolean> {
    private static final int POINTS_A_WRITE = 20_000;
    private static final int BYTES_A_POINT = 160;
    private static final int SUMS = 1 + RolledUse.SUMMED.size();

    private final PointWriter writer;
    private final Days days;
    private final boolean hours;
    private final PointBatch batch = new PointBatch(POINTS_A_WRITE * BYTES_A_POINT);
    private final Map<Row, long[]> areas = new HashMap<>();
    private final Map<Row, long[]> kiosk = new HashMap<>();
    private String id = "";
    private long uses;
    private long written;

    /** @param hours whether kiosks' hours are written, too, which are most of all */
    public RolledWeek(PointWriter writer, Days days, boolean hours) {
        this.writer = writer;
        this.days = days;
        this.hours = hours;
    }

    /** Writes a week, day after day. Returns how many uses it has. */
    public long write(List<KioskSite> sites, long seed, Instant from, Instant to) throws InterruptedException {
        FleetUse week = new FleetUse(sites, seed, from, to);
        List<KioskDemand> demands = sites.stream().map(week::demand).toList();
        for (Instant day = from; day.isBefore(to); day = days.begin(day, 1)) {
            long end = days.begin(day, 1).toEpochMilli() - 1;
            for (int i = 0; i < sites.size(); i++) {
                id = sites.get(i).id().value();
                KioskDemand demand = demands.get(i);
                for (KioskEvent event = demand.next(end, () -> 0); event != null; event = demand.next(end, () -> 0)) {
                    if (event.match(this)) {
                        uses++;
                    }
                }
                writeKiosk();
            }
            writeAll(areas);
        }
        store();
        return uses;
    }

    /** How many rollups were written. */
    public long written() {
        return written;
    }

    private void writeKiosk() throws InterruptedException {
        if (!hours) {
            kiosk.keySet().removeIf(row -> row.measurement == Measurement.USAGE_HOUR);
        }
        writeAll(kiosk);
    }

    private void writeAll(Map<Row, long[]> rows) throws InterruptedException {
        for (Map.Entry<Row, long[]> each : rows.entrySet()) {
            add(each.getKey(), each.getValue());
        }
        rows.clear();
    }

    private void add(Row row, long[] sums) throws InterruptedException {
        batch.begin(row.measurement);
        for (Tag tag : row.measurement.tags()) {
            if (tag.equals(Columns.SERVICE)) {
                batch.tag(tag, row.use.word());
            } else if (tag.equals(Columns.KIND)) {
                batch.tag(tag, row.kind);
            } else {
                batch.tag(tag, tag.equals(Columns.ZONE) ? days.zone().getId() : row.cell);
            }
        }
        batch.field(Columns.USES, sums[0]);
        for (int i = 0; i < RolledUse.SUMMED.size(); i++) {
            Whole column = RolledUse.SUMMED.get(i);
            if (row.use.sums().contains(column)) {
                batch.field(column, sums[i + 1]);
            }
        }
        batch.end(row.epochNanos);
        if (batch.size() == POINTS_A_WRITE) {
            store();
        }
    }

    private void store() throws InterruptedException {
        written += batch.size();
        if (!writer.write(batch).isEmpty()) {
            throw new IllegalStateException("The store has refused a rollup");
        }
        batch.clear();
    }

    private boolean used(RolledUse use, String kind, KioskEvent event, long... sums) {
        Instant at = Instant.ofEpochMilli(event.id().atMillis());
        long hour = Nanos.of(Instant.ofEpochSecond(at.getEpochSecond() - at.getEpochSecond() % 3600));
        long day = Nanos.of(days.begin(at));
        add(kiosk, new Row(Measurement.USAGE_HOUR, use, kind, id, hour), sums);
        add(kiosk, new Row(Measurement.USAGE_DAY, use, kind, id, day), sums);
        add(kiosk, new Row(Measurement.USAGE_KIOSK_DAY, use, "", id, day), sums);
        add(areas, new Row(Measurement.USAGE_AREA_HOUR, use, kind, Areas.of(id), hour), sums);
        add(areas, new Row(Measurement.USAGE_AREA_DAY, use, kind, Areas.of(id), day), sums);
        add(areas, new Row(Measurement.USAGE_CITY_HOUR, use, kind, "", hour), sums);
        add(areas, new Row(Measurement.USAGE_CITY_DAY, use, kind, "", day), sums);
        return true;
    }

    private static void add(Map<Row, long[]> rows, Row row, long[] sums) {
        long[] all = rows.computeIfAbsent(row, none -> new long[SUMS]);
        all[0]++;
        for (int i = 0; i < sums.length; i++) {
            all[i + 1] += sums[i];
        }
    }

    @Override
    public Boolean wifi(WifiSession event) {
        String network = event.network().name().toLowerCase(Locale.ROOT);
        return used(RolledUse.WIFI, network, event, event.durationSeconds(), event.downBytes(), event.upBytes(), 0);
    }

    @Override
    public Boolean charging(ChargingSession event) {
        String port = Integer.toString(event.port());
        return used(RolledUse.CHARGING, port, event, event.durationSeconds(), 0, 0, event.energyMilliwattHours());
    }

    @Override
    public Boolean call(Call event) {
        return used(RolledUse.CALL, event.callKind().word(), event, event.durationSeconds(), 0, 0, 0);
    }

    @Override
    public Boolean tablet(TabletSession event) {
        String activity = event.activity().name().toLowerCase(Locale.ROOT);
        return used(RolledUse.TABLET, activity, event, event.durationSeconds(), 0, 0, 0);
    }

    @Override
    public Boolean service(ServiceReport event) {
        return false;
    }

    @Override
    public Boolean clients(ClientSketch event) {
        return false;
    }

    @Override
    public Boolean health(HealthReport event) {
        return false;
    }

    @Override
    public Boolean reply(CommandReply event) {
        return false;
    }

    private record Row(Measurement measurement, RolledUse use, String kind, String cell, long epochNanos) {}
}
