package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.curbline.program.http.Period;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.PointBatch;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer.Row;
import org.curbline.telemetry.availability.AvailabilityReading;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.availability.AvailabilityRequest.By;
import org.curbline.telemetry.availability.AvailabilityRequest.Compared;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.usage.UsageFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How well a kiosk worked counts where it stood then. */
class MovedKioskAvailabilityIT {
    private static final String KIOSK = "mn-05-000001";
    private static final Instant MIDNIGHT = Instant.parse("2028-03-19T00:00:00Z");
    private static final Instant NOW = MIDNIGHT.plus(Duration.ofDays(2));
    private static final UsageFilter BRONX = new UsageFilter(Set.of(), Set.of("Bronx"), Set.of(), Set.of());

    private Instant now = MIDNIGHT.minus(Duration.ofDays(9));
    private final InstantSource clock = () -> now;
    private EmbeddedStore store;
    private KioskRegistry registry;

    @BeforeEach
    void moveOverAndBack(@TempDir Path folder) throws InterruptedException {
        store = EmbeddedStore.open(folder, Duration.ofDays(3650), () -> NOW);
        registry = RegistryInMemory.open(clock);
        for (String id : List.of(KIOSK, "mn-05-000002")) {
            registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", at("Manhattan", 40.7), null, null, Origin.ADDED));
        }
        now = NOW;
        move(KIOSK, at("Bronx", 40.8), hour(10));
        move(KIOSK, at("Manhattan", 40.7), hour(20));
        move("mn-05-000002", at("Queens", 40.6), hour(5));
        move("mn-05-000002", at("Queens", 40.65), hour(6)); // around the corner
        PointBatch batch = new PointBatch(64);
        change(batch, hour(-1), ServiceState.UP);
        change(batch, hour(9), ServiceState.DOWN);
        change(batch, hour(11), ServiceState.UP);
        change(batch, hour(22), ServiceState.DOWN);
        change(batch, hour(23), ServiceState.UP);
        assertEquals(List.of(), store.writer().write(batch));
    }

    @AfterEach
    void close() {
        registry.close();
        store.close();
    }

    @Test
    void timesAndOutagesArePartedWhereItWasMoved() {
        UsageFilter one = new UsageFilter(Set.of(KIOSK), Set.of(), Set.of(), Set.of());
        Map<String, Availability> boroughs = told(By.BOROUGH, one);

        assertEquals(Set.of("Manhattan", "Bronx"), boroughs.keySet());
        Availability manhattan = counted(boroughs, "Manhattan");
        Availability bronx = counted(boroughs, "Bronx");
        assertEquals(12, hours(manhattan, ServiceState.UP));
        assertEquals(2, hours(manhattan, ServiceState.DOWN));
        assertEquals(2, manhattan.outages());
        assertEquals(1, manhattan.services(), "it came back, and is one kiosk still");
        assertEquals(9, hours(bronx, ServiceState.UP));
        assertEquals(1, hours(bronx, ServiceState.DOWN));
        assertEquals(1, bronx.outages(), "each has its part of what reaches over the move");
        assertEquals(1, counted(told(By.FLEET, BRONX), "fleet").outages());
        assertEquals(9, hours(counted(told(By.FLEET, BRONX), "fleet"), ServiceState.UP));
        Availability whole = counted(told(By.KIOSK, UsageFilter.NONE), KIOSK);
        assertEquals(2, whole.outages());
        assertEquals(3, hours(whole, ServiceState.DOWN));
    }

    @Test
    void maintenanceOfABoroughIsOfThoseThatStandThereThen() {
        Span nine = new Span(hour(12), hour(13));
        registry.plan(MaintenanceWindow.plan(Set.of(), Set.of("Bronx"), nine, null, "", "ada", NOW));
        Span late = new Span(hour(21), hour(22));
        registry.plan(MaintenanceWindow.plan(Set.of(), Set.of("Bronx"), late, null, "", "ada", NOW));

        assertEquals(1, hours(counted(told(By.KIOSK, UsageFilter.NONE), KIOSK), ServiceState.MAINTENANCE));
        assertEquals(1, hours(counted(told(By.BOROUGH, UsageFilter.NONE), "Bronx"), ServiceState.MAINTENANCE));
    }

    @Test
    void comparedWithTheTimeBeforeAPlaceItWasTakenFromIsStillThere() {
        Period evening = new Period(hour(20), hour(24), ZoneOffset.UTC);
        Compared before = new Compared(Comparison.PREVIOUS, Comparison.PREVIOUS.of(evening));
        UsageFilter one = new UsageFilter(Set.of(KIOSK), Set.of(), Set.of(), Set.of());
        List<Row> rows = reading()
                .answer(new AvailabilityRequest(Set.of("wifi", "call"), evening, By.BOROUGH, null, 0.95, one, before))
                .rows();

        assertEquals(
                List.of("wifi Bronx", "wifi Manhattan", "call Bronx", "call Manhattan"),
                rows.stream().map(row -> row.service() + ' ' + row.key()).toList());
        Row bronx = rows.get(0);
        assertFalse(bronx.counted().isKnown(), "nothing is there any more");
        assertEquals(hour(20), bronx.from());
        assertEquals(4, hours(Objects.requireNonNull(bronx.previous()).counted(), ServiceState.UP));
        assertEquals(3, hours(rows.get(1).counted(), ServiceState.UP));
        assertNull(rows.get(1).previous());
    }

    private Map<String, Availability> told(By by, UsageFilter filter) {
        AvailabilityRequest request = new AvailabilityRequest(
                Set.of("wifi"), new Period(hour(0), hour(24), ZoneOffset.UTC), by, null, 0.95, filter);
        Map<String, Availability> told = new TreeMap<>();
        reading().answer(request).rows().forEach(row -> told.put(row.key(), row.counted()));
        return told;
    }

    private AvailabilityReading reading() {
        StatusRule rule = new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30));
        return new AvailabilityReading(
                store.reader(), registry, new Reckoning(ZoneId.of("America/New_York"), rule, 0.95), clock);
    }

    private static Availability counted(Map<String, Availability> told, String key) {
        return Objects.requireNonNull(told.get(key), key);
    }

    private void move(String kiosk, Place place, Instant when) {
        registry.moves().enter(kiosk, place, PlaceChange.MOVE, when, "ada", "");
    }

    private static Place at(String borough, double latitude) {
        return new Place(latitude, -73.98, borough, "", "", "");
    }

    private static Instant hour(int hour) {
        return MIDNIGHT.plus(Duration.ofHours(hour));
    }

    private static long hours(Availability counted, ServiceState state) {
        return counted.millis(state) / 3_600_000;
    }

    private static void change(PointBatch batch, Instant at, ServiceState state) {
        Transitions.add(new Transition(KioskId.of(KIOSK), Service.WIFI, View.KNOWN, at, state, state, null, ""), batch);
    }
}
