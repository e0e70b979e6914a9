package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A whole city in which everything goes wrong that can, drawn by seed, several things of a kind and at the same time,
 * with its clocks running ten times as fast; and every kiosk comes back at once in the midst of it. What is shown then
 * is what is true, and was shown in time. Each kind by itself is {@link FaultKindsIT}'s matter.
 */
class FaultyCityIT {
    private static final int SPEED = 10;
    /** The audit allows a second between a report and what is shown; one of this machine is ten of its clocks. */
    private static final Duration NINE_MORE = Duration.ofSeconds(SPEED - 1);

    private final Path data;

    FaultyCityIT(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void whatIsShownOfAFaultyCityIsWhatIsTrue() throws Exception {
        StandaloneOptions options = new StandaloneOptions();
        CommandLine.populateCommand(
                options, "--faults", "all", "--fault-rate", "4320", "--kiosks", "180", "--seed", "5");
        options.data = data;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
        try (City city = City.start(options, tenTimesAsFast())) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            TimeUnit.SECONDS.sleep(14);
            fleet.cutConnections(1, new SplittableRandom(1)).await();
            TimeUnit.SECONDS.sleep(14);
            Set<KioskId> kiosks = fleet.ledger().index().truths().keySet();
            assertEquals(180, kiosks.size());
            kiosks.forEach(kiosk -> fleet.ledger().link(kiosk, "fast-clocks", NINE_MORE));
            City.Ending ending = city.finish();
            System.out.println(ending.text());
            assertTrue(ending.balanced(), ending.text());
            for (FaultKind kind : FaultKind.values()) {
                assertTrue(ending.text().contains(kind.word() + ' '), () -> kind + " is missing: " + ending.text());
            }
        }
    }

    private static InstantSource tenTimesAsFast() {
        Instant start = Clock.systemUTC().instant();
        long began = System.nanoTime();
        return () -> start.plus(Duration.ofNanos((System.nanoTime() - began) * SPEED));
    }
}
