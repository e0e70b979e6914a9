package org.curbline.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.curbline.store.StoreOpenException;
import org.curbline.testservers.ChildProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** {@code -Dcurbline.kills=N} kills N times; the twenty of every build happen to the whole program, in KillsIT. */
class EmbeddedStoreKilledIT {
    private static final int ROUNDS = Integer.getInteger("curbline.kills", 5);

    /** What the writers of all rounds said was stored. */
    private int stored;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void whatWasSaidToBeStoredIsThereOnceHoweverOftenTheProcessIsKilled(
            @TempDir(factory = TempDirFactory.Standard.class) Path folder) throws Exception {
        Random random = new Random(4711);
        for (int round = 0; round <= ROUNDS; round++) {
            writeAndKill(folder, round == ROUNDS ? 0 : 1 + random.nextInt(30));
        }
        assertTrue(stored > ROUNDS * WriterThatIsKilled.BATCH, () -> "only " + stored);
    }

    private void writeAndKill(Path folder, int writes) throws IOException, InterruptedException {
        Process writer = ChildProcess.start(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterThatIsKilled.class.getName(),
                        folder.toString(),
                        Integer.toString(stored + 1))
                .redirectError(ProcessBuilder.Redirect.DISCARD));
        try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
            int found = next(output, "found ");
            assertTrue(found >= stored, () -> "found " + found + " of " + stored);
            assertEquals(
                    "The data folder " + folder + " is in use by another process (" + writer.pid()
                            + "): end that one, or choose another folder",
                    refusal(folder));
            for (int i = 0; i < writes; i++) {
                stored = next(output, "stored ");
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private static @Nullable String refusal(Path folder) {
        return assertThrows(
                        StoreOpenException.class,
                        () -> EmbeddedStore.open(folder, Duration.ofDays(1), InstantSource.system()))
                .getMessage();
    }

    /** The number in the next line that begins so; other lines but {@code broken} are QuestDB's. */
    private static int next(BufferedReader output, String beginning) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("broken")) {
                fail(line);
            }
            if (line.startsWith(beginning)) {
                return Integer.parseInt(line.substring(beginning.length()));
            }
        }
        return fail("The writer ended by itself");
    }
}
