package org.curbline.benchmarks.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.curbline.demand.KioskDemand;
import org.curbline.gateway.pipeline.EventPoints;
import org.curbline.protocol.KioskEvent;
import org.curbline.simulator.city.KioskSite;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;

/**
 * Weeks of a fleet written through the store's port, without a gateway, as the very points that one makes. Day after
 * day, as a store likes it: of each day kiosk after kiosk.
 */
public final class StoredWeeks {
    private static final int POINTS_A_WRITE = 20_000;
    private static final int BYTES_A_POINT = 160;
    private static final int DAYS = 7;

    private StoredWeeks() {}

    /**
     * Writes them.
     *
     * @param to the end of the last week
     * @return how many points were stored
     */
    public static long write(PointWriter writer, List<KioskSite> sites, long seed, int weeks, Instant to)
            throws InterruptedException {
        Instant from = to.minus(Duration.ofDays((long) DAYS * weeks));
        FleetUse whole = new FleetUse(sites, seed, from, to);
        List<KioskDemand> demands = sites.stream().map(whole::demand).toList();
        EventPoints points = new EventPoints();
        PointBatch batch = new PointBatch(POINTS_A_WRITE * BYTES_A_POINT);
        long written = 0;
        for (Instant day = from; day.isBefore(to); day = day.plus(Duration.ofDays(1))) {
            long end = day.plus(Duration.ofDays(1)).toEpochMilli() - 1;
            for (int kiosk = 0; kiosk < sites.size(); kiosk++) {
                KioskDemand demand = demands.get(kiosk);
                for (KioskEvent event = demand.next(end, () -> 0); event != null; event = demand.next(end, () -> 0)) {
                    points.add(sites.get(kiosk).id(), event, batch);
                    if (batch.size() == POINTS_A_WRITE) {
                        written += store(writer, batch);
                    }
                }
            }
        }
        return written + store(writer, batch);
    }

    private static long store(PointWriter writer, PointBatch batch) throws InterruptedException {
        if (!writer.write(batch).isEmpty()) {
            throw new IllegalStateException("The store has refused a point");
        }
        int size = batch.size();
        batch.clear();
        return size;
    }
}
