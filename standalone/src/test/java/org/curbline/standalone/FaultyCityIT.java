package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
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
 * with its clocks running five times as fast once its kiosks are there; and every kiosk comes back at once in the midst
 * of it. What is shown then is what is true, and was shown in time. Each kind by itself is {@link FaultKindsIT}'s
 * matter.
 */
class FaultyCityIT {
    private static final int SPEED = 5;
    /** The audit allows a second between a report and what is shown; two of this machine are ten of its clocks. */
    private static final Duration NINE_MORE = Duration.ofSeconds(9);

    /** Some of 180 are always away. */
    private static final int MOST = 150;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** In which a connection that was cut is seen to be, and what kiosks had to say as they came is heard. */
    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    /** Of the city's time: until its connections are cut, and afterwards. */
    private static final Duration HALF = Duration.ofSeconds(140);

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
        FastClock clock = new FastClock(1);
        try (City city = City.start(options, clock)) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            runsFastOnceMostAreThere(clock, fleet);
            clock.await(HALF);
            clock.runs(1);
            fleet.cutConnections(1, new SplittableRandom(1)).await();
            runsFastOnceMostAreThere(clock, fleet);
            clock.await(HALF);
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

    /** What everybody says as they come is much at once for a slow machine, and five times as fast it were late. */
    private static void runsFastOnceMostAreThere(FastClock clock, Fleet fleet) throws InterruptedException {
        clock.await(A_MOMENT);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (fleet.progress().connected() < MOST) {
            assertTrue(System.nanoTime() < until, () -> "few are there: " + fleet.progress());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        clock.await(A_MOMENT);
        clock.runs(SPEED);
    }
}
