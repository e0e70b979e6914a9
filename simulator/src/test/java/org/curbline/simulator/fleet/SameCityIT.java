package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.Scenarios;
import org.curbline.simulator.scenario.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same seed makes the same city: the same events in the same order, however it is run. */
@Timeout(360)
class SameCityIT {
    private static final String SCENARIO =
            """
            name: same-city
            shows: Everything that may come in another order.
            expect: [the same]
            city: {kiosks: 8}
            calendar: {start: %s, zone: UTC, speed: 4000}
            demand:
              factors: [{services: [wifi], from: 1h, to: 3h, factor: 4}]
              fixed: [{kiosk: first, service: call, per-day: 72}]
            faults:
              kinds: [dead, silent, empty, flapping, wrong-clock, stuck-reports]
              rate: 500
              at:
                - {kinds: [network-away, power-cut], share: 0.5, after: 1h, spread: 1h, for: 2h}
            """;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private int runs;

    SameCityIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void whatIsPlayedInRealTimeIsKnownToBeReal() throws Exception {
        Instant now = Instant.parse("2026-11-23T16:00:00Z");
        Play play = Play.of(Scenarios.of("reconnect-storm").world(), null, InstantSource.fixed(now));
        Instant later = now.plusMillis(700); // until the fleet is made
        assertEquals(later, play.pace().clock(InstantSource.fixed(later)).liveFrom());
        assertEquals(now.plus(Duration.ofMinutes(8)), play.pace().end());
    }

    @Test
    void theSameSeedMakesTheSameEventsAtEverySpeedAndOverAnyLoops() throws Exception {
        LocalDate start = LocalDate.now(Clock.systemUTC()).minusDays(2);
        Path file = Files.writeString(folder.resolve("same.yaml"), SCENARIO.formatted(start));
        World world = Scenarios.of(file.toString()).world();
        String digest = digest(world, 1);
        assertEquals(digest, digest(world.withSpeed(20_000), 3));
        assertNotEquals(digest, digest(world.withSeed(2), 1));
        assertEquals(
                start.atStartOfDay().toInstant(ZoneOffset.UTC),
                Play.of(world, null, InstantSource.system()).pace().start());
    }

    private String digest(World world, int loops) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 100, 0)) {
            Path ledger = folder.resolve("ledger-" + ++runs);
            Play play = Play.of(world, new Until("4h"), InstantSource.system());
            FleetSettings settings = play.in(new FleetSettings(play.sites(), gateway.target(), ledger))
                    .withLoops(loops);
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, InstantSource.system()));
            gateway.until(() -> fleet.progress().over());
            Wait.on(fleet.stopGenerating());
            Wait.on(fleet.drained(Duration.ofSeconds(40)));
            Wait.on(fleet.close());
            String digest = fleet.ledger().index().digest();
            assertEquals(digest, new LedgerReader().index(ledger).digest(), "the file says the same");
            return digest;
        }
    }
}
