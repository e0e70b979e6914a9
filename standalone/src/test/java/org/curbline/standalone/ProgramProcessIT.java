package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramProcessIT {
    private static final int KILLED = 128 + 9;

    /** As it is when a test's time is over. */
    @Test
    void whoeverIsNotWaitedForAnyMoreIsEnded(@TempDir Path folder) throws Exception {
        ProgramProcess program = new ProgramProcess(
                        Silent.class.getName(), folder.resolve("out"), FreePort.find(), List.of())
                .withTestClasses()
                .start();
        try (program) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, program::awaitLive);
            assertEquals(KILLED, program.awaitExit(Duration.ofMinutes(1)));
        }
    }

    /** What runs in the other process. */
    static final class Silent {
        private Silent() {}

        public static void main(String[] arguments) throws InterruptedException {
            boolean unused = new CountDownLatch(1).await(5, TimeUnit.MINUTES);
        }
    }
}
