package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.registry.KioskRegistry;
import org.curbline.status.Judgement;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.WeekHours;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The summary that is kept is the one that would be made anew. */
class LatestSummaryTest {
    private static final int FACTS = 2_000;

    private final ClockToMove clock = new ClockToMove(Instant.parse("2026-11-23T16:00:00Z"));
    private final KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:summary", clock);
    private final StatusBoard board = new StatusBoard(
            new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)),
            new Doubt(new WeekHours(ZoneOffset.UTC), 1.0),
            registry,
            clock,
            new Unheard());
    private final LatestSummary latest = new LatestSummary(board, registry);
    private final SplittableRandom random = new SplittableRandom(42);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void itFollowsWhateverChanges() {
        for (int i = 1; i <= FACTS; i++) {
            fact(i);
            String anew = FleetSummary.of(board, registry).json(board).encode();
            assertEquals(anew, latest.get().json(board).encode(), "after fact " + i);
        }
    }

    @Test
    void itIsKeptWhileNoStateChanges() {
        report(1, 1, Service.WIFI, ServiceReport.State.UP);
        FleetSummary first = latest.get();
        clock.on(Duration.ofSeconds(1));
        report(2, 1, Service.WIFI, ServiceReport.State.UP);
        assertSame(first, latest.get());
    }

    private void fact(int number) {
        int kiosk = random.nextInt(5);
        switch (random.nextInt(4)) {
            case 0 -> {
                clock.on(Duration.ofSeconds(random.nextInt(60)));
                board.tick();
            }
            case 1 -> {
                boolean online = random.nextBoolean();
                String reason = online ? "" : "timed-out";
                board.presence(new PresenceChanged(id(kiosk), online, clock.instant(), reason));
            }
            default -> report(number, kiosk, any(Service.values()), any(ServiceReport.State.values()));
        }
    }

    private void report(long seq, int kiosk, Service service, ServiceReport.State state) {
        EventId id = new EventId(seq, clock.millis(), EventId.FIRST_RUN);
        board.stored(id(kiosk), new ServiceReport(id, service, state, ""));
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static KioskId id(int number) {
        return KioskId.of("mn-05-00000" + number);
    }

    /** Nobody listens. */
    private static final class Unheard implements StatusBoard.Changes {
        @Override
        public void changed(Transition transition, Judgement before) {}

        @Override
        public void late(KioskId kiosk, Instant from) {}
    }
}
