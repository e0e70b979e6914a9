package org.curbline.benchmarks.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.curbline.protocol.Service;
import org.curbline.simulator.city.KioskSite;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;

/**
 * The states of a fleet's services, as they were seen and as they are later known: on one day in fifty one is down for
 * some hours. What is known is told again once a day, as {@link org.curbline.status.KnownTimeline} does. One thread.
 */
public final class FleetStates {
    private static final int POINTS_A_WRITE = 20_000;
    private static final int BYTES_A_POINT = 160;
    private static final int DAYS_A_FAILURE = 50;
    private static final int MINUTES_A_DAY = 24 * 60;

    private final PointWriter writer;
    private final View view;
    private final SplittableRandom random;
    private final PointBatch batch = new PointBatch(POINTS_A_WRITE * BYTES_A_POINT);
    private long written;

    /** @param view with the same seed, each tells of the same states */
    public FleetStates(PointWriter writer, View view, long seed) {
        this.writer = writer;
        this.view = view;
        this.random = new SplittableRandom(seed);
    }

    /** Writes them, the older first. Returns how many points that were. */
    public long write(List<KioskSite> sites, Instant from, Instant to) throws InterruptedException {
        for (Instant day = from; day.isBefore(to); day = day.plus(Duration.ofDays(1))) {
            for (KioskSite site : sites) {
                Instant mark =
                        day.plus(Duration.ofMinutes(Math.floorMod(site.id().hashCode(), MINUTES_A_DAY)));
                for (Service service : Service.values()) {
                    if (view == View.KNOWN || day.equals(from)) {
                        add(site, service, mark, ServiceState.UP, ServiceState.UP, StateReason.REPORTED_UP);
                    }
                    if (random.nextInt(DAYS_A_FAILURE) == 0) {
                        Instant failed = mark.plus(Duration.ofMinutes(1 + random.nextInt(MINUTES_A_DAY / 2)));
                        Instant mended = failed.plus(Duration.ofMinutes(1 + random.nextInt(MINUTES_A_DAY / 3)));
                        add(site, service, failed, ServiceState.UP, ServiceState.DOWN, StateReason.REPORTED_DOWN);
                        add(site, service, mended, ServiceState.DOWN, ServiceState.UP, StateReason.REPORTED_UP);
                    }
                }
            }
        }
        store();
        return written;
    }

    private void add(
            KioskSite site, Service service, Instant at, ServiceState before, ServiceState state, StateReason reason)
            throws InterruptedException {
        Transitions.add(new Transition(site.id(), service, view, at, before, state, reason, ""), batch);
        if (batch.size() == POINTS_A_WRITE) {
            store();
        }
    }

    private void store() throws InterruptedException {
        written += batch.size();
        if (!writer.write(batch).isEmpty()) {
            throw new IllegalStateException("The store has refused a point");
        }
        batch.clear();
    }
}
