package org.curbline.telemetry.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.Duty;
import org.curbline.status.DutyRoster;
import org.curbline.status.ServiceState;
import org.curbline.telemetry.availability.ServiceCourse.Slots;
import org.curbline.telemetry.states.StateCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fills whole buckets is counted at once, and comes to the same as what is counted bucket by bucket. */
class ServiceCourseTest {
    private static final Instant START = Instant.parse("2028-03-01T00:00:00Z");
    private static final int HOURS = 240;
    private static final Duration AGE = Duration.ofMinutes(20);
    private static final List<Byte> CODES = Stream.concat(
                    Stream.of(StateCode.NEVER_TOLD),
                    Stream.of(ServiceState.values()).map(state -> StateCode.known(StateCode.NEVER_TOLD, state)))
            .toList();

    private Instant now = START;
    private KioskRegistry registry;

    @BeforeEach
    void open() {
        registry = RegistryInMemory.open(() -> now);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bucketsThatAreFilledAreCountedAsAllOthers(long seed) {
        Random random = new Random(seed);
        Slots slots = Slots.between(edges(random));
        Buckets buckets = new Buckets(slots);
        Availability[] oneByOne = new Availability[slots.count()];
        Arrays.setAll(oneByOne, slot -> new Availability());
        for (int i = 0; i < 60; i++) {
            Duty duty = duty(random, "kiosk-" + i);
            Instant watched = List.of(Instant.MIN, Instant.MAX, START.plusSeconds(random.nextInt(HOURS * 3_600)))
                    .get(random.nextInt(3));
            long end = random.nextBoolean() ? Long.MAX_VALUE : moment(random);
            Consumer<ServiceCourse> course = course(random);
            course.accept(new ServiceCourse(buckets, duty, watched, AGE, end));
            course.accept(new ServiceCourse(slots, oneByOne, duty, watched, AGE, end));
        }
        assertEquals(told(oneByOne), told(buckets.counted()), "seed " + seed);
    }

    /** In one part of the seeds hardly anything changes, in others every few hours. */
    private static Consumer<ServiceCourse> course(Random random) {
        byte first = code(random);
        long[] changes = random.longs(random.nextInt(1 << random.nextInt(7)), 0, HOURS * 3_600_000L)
                .map(after -> START.toEpochMilli() + after)
                .sorted()
                .toArray();
        byte[] codes = new byte[changes.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(random);
        }
        return course -> {
            course.holds(first);
            for (int i = 0; i < changes.length; i++) {
                course.changes(changes[i], codes[i]);
            }
            course.finish(START.plus(Duration.ofHours(HOURS)).toEpochMilli());
        };
    }

    private static byte code(Random random) {
        return CODES.get(random.nextInt(CODES.size()));
    }

    private static long moment(Random random) {
        return START.toEpochMilli() + random.nextInt(HOURS * 3_600) * 1_000L;
    }

    /** The first and the last perhaps shorter than the others. */
    private static List<Instant> edges(Random random) {
        int length = List.of(1, 6, 24, HOURS).get(random.nextInt(4));
        List<Instant> edges = new ArrayList<>(List.of(START));
        for (int hour = 1 + random.nextInt(length); hour < HOURS; hour += length) {
            edges.add(START.plus(Duration.ofHours(hour)));
        }
        edges.add(START.plus(Duration.ofHours(HOURS)));
        return edges;
    }

    private Duty duty(Random random, String id) {
        now = START.minus(Duration.ofDays(1));
        registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        for (int windows = random.nextInt(3); windows > 0; windows--) {
            Instant from = Instant.ofEpochMilli(moment(random));
            Span span = new Span(from, from.plusSeconds(1 + random.nextInt(200_000)));
            registry.plan(MaintenanceWindow.plan(Set.of(id), Set.of(), span, null, "", "ada", now));
        }
        if (random.nextInt(4) == 0) {
            now = Instant.ofEpochMilli(moment(random));
            registry.decide(id, random.nextBoolean() ? Lifecycle.REMOVED : Lifecycle.MAINTENANCE, "ada", "");
        }
        Kiosk kiosk = Objects.requireNonNull(registry.find(id));
        return DutyRoster.of(registry, id, START, START.plus(Duration.ofHours(HOURS)))
                .of(kiosk, Instant.MIN);
    }

    private static String told(Availability[] cells) {
        return Stream.of(cells).map(ServiceCourseTest::told).collect(Collectors.joining("\n"));
    }

    private static String told(Availability cell) {
        String states = Stream.of(ServiceState.values())
                .map(state -> state + " " + cell.millis(state))
                .collect(Collectors.joining(", "));
        return states + ", unwatched " + cell.unwatchedMillis() + ", services " + cell.services() + ", outages "
                + cell.outages() + " of " + cell.outageMillis() + ", at most " + cell.longestOutageMillis();
    }
}
