package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A demonstration that ends while its store fails: away at first, then losing three writes of four. */
class LossyStoreIT {
    private static final int AWAY_SECONDS = 5;
    private static final int PATIENCE_MINUTES = 3;

    private final StandaloneOptions options = new StandaloneOptions();
    private final AtomicReference<LossyStore> opened = new AtomicReference<>();

    LossyStoreIT(@TempDir Path data) {
        CommandLine.populateCommand(options, "--kiosks", "10", "--speed", "600");
        options.data = data;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void whatWaitsAtTheEndIsStoredOnceAndTheBooksBalance() throws Exception {
        try (City city = City.start(options, InstantSource.system(), (folder, retention, clock) -> {
            opened.set(new LossyStore(EmbeddedStore.open(folder, retention, clock), clock));
            return store();
        })) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            await("some is stored", () -> fleet.progress().acknowledged() > 500);
            store().isAway(true);
            await("something waits", () -> fleet.progress().waiting() > 100);
            int failedBefore = store().failed();
            Executor later = CompletableFuture.delayedExecutor(AWAY_SECONDS, TimeUnit.SECONDS);
            CompletableFuture<Long> back = CompletableFuture.supplyAsync(
                    () -> {
                        long waiting = fleet.progress().waiting();
                        store().isAway(false);
                        return waiting;
                    },
                    later);
            City.Ending ending = city.finish();
            System.out.println("LossyStoreIT: " + back.join() + " events waited when it had been ending for "
                    + AWAY_SECONDS + " s, " + (store().failed() - failedBefore) + " attempts failed meanwhile; "
                    + ending.text());
            assertTrue(back.join() > 0, "all was acknowledged though nothing was stored");
            assertTrue(ending.balanced(), ending.text());
            assertTrue(ending.text().contains("waiting 0  lost 0  twice 0"), ending.text());
            assertEquals(0, fleet.progress().waiting());
        }
    }

    private LossyStore store() {
        return Objects.requireNonNull(opened.get());
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
