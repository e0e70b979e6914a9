package org.curbline.agent.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.curbline.agent.command.Task.Outcome;
import org.curbline.protocol.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are there when the clock has shown anything. */
class DiagnosticsTest {
    private static final Instant RIGHT = Instant.parse("2026-11-27T12:00:00Z");

    private final Path folder;
    private Instant now = RIGHT;

    DiagnosticsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void thoseCollectedWhileTheClockShows1970AreTheNewest() throws Exception {
        for (int i = 0; i < 4; i++) {
            collect();
        }
        now = Instant.EPOCH.plusSeconds(40);
        collect();
        collect();
        now = RIGHT.plusSeconds(60);
        collect();
        assertEquals(List.of(RIGHT, RIGHT, Instant.EPOCH.plusSeconds(40), Instant.EPOCH.plusSeconds(40), now), kept());
    }

    @Test
    void thoseOfEarlierVersionsGoFirstAndWhatIsSomebodyElsesStays() throws Exception {
        Files.writeString(folder.resolve("diagnostics-41000.txt"), "clock    1970-01-01T00:00:41Z\n");
        Files.writeString(folder.resolve("diagnostics-1795449845123.txt"), "clock    2026-11-23T16:04:05.123Z\n");
        Path notes = Files.writeString(folder.resolve("diagnostics-read-me.txt"), "clock    2020-01-01T00:00:00Z\n");
        now = Instant.EPOCH;
        for (int i = 0; i < 4; i++) {
            collect();
        }
        assertEquals("clock    2020-01-01T00:00:00Z\n", Files.readString(notes));
        Files.delete(notes);
        assertEquals(
                List.of(
                        Instant.parse("2026-11-23T16:04:05.123Z"),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH),
                kept());
    }

    private void collect() throws InterruptedException {
        Command command = new Command("aaaa", Command.COLLECT_DIAGNOSTICS, now.plusSeconds(60), Map.of());
        assertEquals(Outcome.DONE, new Diagnostics(folder, () -> "well", () -> now).carryOut(command));
    }

    /** What the clock showed when each of the files was written, in the order of their names. */
    private List<Instant> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(DiagnosticsTest::clock).toList();
        }
    }

    private static Instant clock(Path file) {
        try {
            String line = Files.readAllLines(file).get(0);
            return Instant.parse(line.substring("clock    ".length()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
