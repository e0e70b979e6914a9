package org.curbline.simulator;

import java.time.Duration;
import java.util.function.Consumer;
import org.curbline.program.EndSignal;
import org.curbline.simulator.recording.Replay;

/** Waits as long as is asked, and beyond that while the Enter key says so. One thread. */
final class KeyedPause implements Replay.Pause {
    private static final long LOOK = Duration.ofMillis(100).toNanos();

    private final EndSignal stop;
    private final PauseKey enter;
    private final Consumer<Boolean> paused;
    private final Runnable look;
    private boolean stands;
    private long stood;

    /**
     * @param paused hears when it is paused, and when it goes on
     * @param look called now and then
     */
    KeyedPause(EndSignal stop, PauseKey enter, Consumer<Boolean> paused, Runnable look) {
        this.stop = stop;
        this.enter = enter;
        this.paused = paused;
        this.look = look;
    }

    @Override
    public boolean ends(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        do {
            long begin = System.nanoTime();
            if (stop.await(Duration.ofNanos(stands ? LOOK : Math.min(LOOK, left)))) {
                return true;
            }
            long took = System.nanoTime() - begin;
            if (stands) {
                stood += took;
            } else {
                left -= took;
            }
            if (enter.pressed()) {
                stands = !stands;
                paused.accept(stands);
            }
            look.run();
        } while (stands || left > 0);
        return false;
    }

    @Override
    public Duration stood() {
        return Duration.ofNanos(stood);
    }
}
