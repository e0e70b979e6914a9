package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.Judgement;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.WeekHours;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The summary that is kept is the one that would be made anew. */
class LatestSummaryTest {
    private static final int FACTS = 2_000;
    private static final int KIOSKS = 5;

    private final ClockToMove clock = new ClockToMove(Instant.parse("2026-11-23T16:00:00Z"));
    private final KioskRegistry registry = RegistryInMemory.open(clock);
    private final StatusBoard board = new StatusBoard(
            new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)),
            new Doubt(new WeekHours(ZoneOffset.UTC), 1.0),
            registry,
            clock,
            new Unheard());
    private final KioskColumns.Latest columns = new KioskColumns.Latest(registry, board);
    private final LatestSummary latest = new LatestSummary(board, columns);
    private final SplittableRandom random = new SplittableRandom(42);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void itFollowsWhateverChanges() {
        registry.put(new Kiosk(id(4).value(), Lifecycle.PLANNED, "", null, null, null, Origin.ADDED));
        for (int i = 1; i <= FACTS; i++) {
            fact(i);
            JsonObject summary = latest.get().json();
            String anew = FleetSummary.of(board, columns.get()).json().encode();
            assertEquals(anew, summary.encode(), "after fact " + i);
            assertEquals(counted(), summary.getJsonObject("services"), "after fact " + i);
        }
    }

    @Test
    void ofManyThatAreWrongTheWorstAreShownAndOfThoseTheNewest() {
        report(1, 0, Service.CALL, ServiceReport.State.DEGRADED);
        for (int i = 1; i < 60; i++) {
            clock.on(Duration.ofSeconds(1));
            report(1, i, Service.WIFI, ServiceReport.State.DOWN);
        }
        List<String> shown = latest.get().json().getJsonArray("worst").stream()
                .map(JsonObject.class::cast)
                .map(wrong -> wrong.getString("kiosk") + " " + wrong.getString("state"))
                .toList();
        List<String> newest = IntStream.range(0, 50)
                .mapToObj(i -> id(59 - i).value() + " down")
                .toList();
        assertEquals(newest, shown);
    }

    @Test
    void itIsKeptWhileNoStateChanges() {
        report(1, 1, Service.WIFI, ServiceReport.State.UP);
        FleetSummary first = latest.get();
        clock.on(Duration.ofSeconds(1));
        report(2, 1, Service.WIFI, ServiceReport.State.UP);
        assertSame(first, latest.get());
    }

    /** By a look at each kiosk. */
    private JsonObject counted() {
        JsonObject counted = new JsonObject();
        for (Service service : Service.values()) {
            JsonObject byState = new JsonObject();
            for (ServiceState state : ServiceState.values()) {
                byState.put(state.word(), count(service, status -> !isOut(status) && status.state() == state));
            }
            counted.put(service.word(), byState.put("not-in-service", count(service, LatestSummaryTest::isOut)));
        }
        return counted;
    }

    private int count(Service service, Predicate<ServiceStatus> counts) {
        return (int) IntStream.range(0, KIOSKS)
                .mapToObj(number -> board.find(id(number).value()))
                .filter(Objects::nonNull)
                .filter(kiosk -> counts.test(kiosk.service(service)))
                .count();
    }

    private static boolean isOut(ServiceStatus status) {
        return status.reason() == StateReason.NOT_IN_SERVICE;
    }

    private void fact(int number) {
        int kiosk = random.nextInt(KIOSKS);
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
        return KioskId.of(String.format(Locale.ROOT, "mn-05-%06d", number));
    }

    /** Nobody listens. */
    private static final class Unheard implements StatusBoard.Changes {
        @Override
        public void changed(Transition transition, Judgement before) {}

        @Override
        public void late(KioskId kiosk, Instant from) {}
    }
}
