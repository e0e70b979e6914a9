package org.curbline.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.ledger.LedgerIndex;
import org.jspecify.annotations.Nullable;

/** A fleet in this process. */
final class FleetHere implements RunningFleet {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Until everything that was made before is made again. */
    private static final Duration RESUME_PATIENCE = Duration.ofMinutes(10);

    private static final String ADVICE =
            "The kiosks stopped: they send nothing that is not in the ledger. Make room, and go on"
                    + " with --resume and the same options.";

    private final Vertx vertx;
    private final Fleet fleet;
    private @Nullable FleetProgress last;
    private boolean ended;

    private FleetHere(Vertx vertx, Fleet fleet) {
        this.vertx = vertx;
        this.fleet = fleet;
    }

    /** @param resume whether it goes on with the newest ledger of the folder */
    static FleetHere start(FleetSettings settings, boolean resume) throws IOException {
        Vertx vertx = Vertx.vertx();
        try {
            Fleet fleet = resume
                    ? await(Fleet.resume(vertx, settings, InstantSource.system()), RESUME_PATIENCE)
                    : await(Fleet.start(vertx, settings, InstantSource.system()), PATIENCE);
            return new FleetHere(vertx, fleet);
        } catch (IOException e) {
            closeAfter(vertx, e);
            throw e;
        }
    }

    @Override
    public FleetProgress progress() {
        return last == null ? fleet.progress() : last;
    }

    @Override
    public void pause(boolean paused) {
        if (paused) {
            fleet.pause();
        } else {
            fleet.goOn();
        }
    }

    @Override
    public String end(Duration drain) throws IOException {
        await(fleet.stopGenerating(), PATIENCE);
        Set<String> troubles = new LinkedHashSet<>();
        troubles.add(troubleOf(fleet.drained(drain), drain.plus(PATIENCE)));
        last = fleet.progress(); // while it is connected
        troubles.add(troubleOf(fleet.close(), PATIENCE));
        ended = true;
        troubles.remove("");
        if (fleet.ledger().failure() != null) {
            troubles.add(ADVICE);
        }
        return String.join("\n", troubles);
    }

    @Override
    public LedgerIndex index() {
        return fleet.ledger().index();
    }

    @Override
    public void close() throws IOException {
        try {
            if (!ended) {
                await(fleet.close(), PATIENCE);
            }
        } catch (IOException e) {
            closeAfter(vertx, e);
            throw e;
        }
        await(vertx.close(), PATIENCE);
    }

    private static void closeAfter(Vertx vertx, IOException failure) {
        try {
            await(vertx.close(), PATIENCE);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static String troubleOf(Future<?> future, Duration atMost) {
        try {
            await(future, atMost);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static <T> T await(Future<T> future, Duration atMost) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(Conversions.sentence(e.getCause() == null ? e : e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("The simulator did not answer itself within " + atMost.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The simulator was interrupted", e);
        }
    }
}
