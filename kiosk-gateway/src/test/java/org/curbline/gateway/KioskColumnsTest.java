package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
import org.curbline.registry.kiosk.Place;
import org.curbline.status.Judgement;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.WeekHours;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The columns that are kept are those that would be made anew. */
class KioskColumnsTest {
    private final ClockToMove clock = new ClockToMove(Instant.parse("2026-11-23T16:00:00Z"));
    private final KioskRegistry registry = RegistryInMemory.open(clock);
    private final StatusBoard board = new StatusBoard(
            new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)),
            new Doubt(new WeekHours(ZoneOffset.UTC), 1.0),
            registry,
            clock,
            new Unheard());
    private final KioskColumns.Latest columns = new KioskColumns.Latest(registry, board);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void areTheSameUntilAKioskIsKnownOrRegisteredOrMoved() {
        register("mn-05-000001", "Manhattan");
        KioskColumns first = columns.get();
        assertSame(first, columns.get());
        assertEquals(List.of(), up(Set.of()));

        report("mn-05-000001");
        assertEquals(List.of("mn-05-000001"), up(Set.of()), "it is known now");
        report("mn-05-000002");
        assertEquals(List.of("mn-05-000001"), up(Set.of()), "the other is not registered");
        register("mn-05-000002", "Queens");
        assertEquals(List.of("mn-05-000001", "mn-05-000002"), up(Set.of()));
        assertEquals("Queens", columns.get().boroughOfRow(board.row("mn-05-000002")));
        register("mn-05-000001", "Bronx");
        assertEquals(List.of("mn-05-000001"), up(Set.of("Bronx")));
    }

    private List<String> up(Set<String> boroughs) {
        KioskColumns now = columns.get();
        int[] chosen = now.chosen(boroughs, Set.of(), board.showing(Set.of(Service.WIFI), Set.of(ServiceState.UP)));
        return Arrays.stream(chosen).mapToObj(each -> now.get(each).id()).toList();
    }

    private void register(String id, String borough) {
        Place place = new Place(40.75, -73.98, borough, "", "", "");
        registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", place, null, null, Origin.ADDED));
    }

    private void report(String id) {
        EventId event = new EventId(1, clock.millis(), EventId.FIRST_RUN);
        board.stored(KioskId.of(id), new ServiceReport(event, Service.WIFI, ServiceReport.State.UP, ""));
    }

    /** Nobody listens. */
    private static final class Unheard implements StatusBoard.Changes {
        @Override
        public void changed(Transition transition, Judgement before) {}

        @Override
        public void late(KioskId kiosk, Instant from) {}
    }
}
