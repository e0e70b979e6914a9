package org.curbline.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.curbline.agent.source.ProgramSource.Waits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, of the shell's kind. */
@Timeout(240)
class ProgramSourceIT {
    private static final String CALL = "{\"kind\":\"usage/call\",\"durationSeconds\":0,\"outcome\":\"failed\"}";
    private static final String TABLET = "{\"kind\":\"usage/tablet\",\"activity\":\"maps\",\"durationSeconds\":7}";
    private static final Waits SOON = new Waits(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofHours(1));

    private final FakeCard card = new FakeCard();
    private final Path folder;

    ProgramSourceIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void linesOfTheProgramAreEventsAndItIsStartedAgainWhenItEnds() throws Exception {
        try (ProgramSource source = begin("echo '" + TABLET + "'; exit 3", SOON)) {
            until(() -> card.taken().size() >= 5, source);
            assertTrue(card.taken().get(0).startsWith("TABLET {\"seq\":0,"), card.taken()::toString);
        }
    }

    @Test
    void garbageIsCountedAndWhatFollowsIsTaken() throws Exception {
        String script =
                "head -c 2000 /dev/urandom | tr '\\n' x; echo; echo '" + CALL + "'; echo '" + TABLET + "'; sleep 60";
        try (ProgramSource source = begin(script, SOON)) {
            assertEquals(1, card.awaitTaken(1), source::toString);
            assertTrue(source.toString().endsWith("1 events taken, 2 lines refused"), source::toString);
        }
    }

    @Test
    void lineWithoutAnEndEndsTheProgramAndItIsStartedAgain() throws Exception {
        String script = "echo '" + TABLET + "'; exec tr '\\0' x </dev/zero";
        try (ProgramSource source = begin(script, SOON)) {
            until(() -> card.taken().size() >= 3, source);
        }
    }

    @Test
    void programThatClosesItsOutputAndRunsOnIsEndedBeforeAnotherIsStarted() throws Exception {
        try (ProgramSource source = begin("echo $$ >>all; exec sleep 600 >&-", SOON)) {
            until(() -> source.toString().contains("started 3 times"), source);
            String first = Files.readAllLines(folder.resolve("all")).get(0);
            assertFalse(runs(Long.parseLong(first)), source::toString);
        }
    }

    @Test
    void programThatIsSilentIsLeftToItselfAndEndsWithTheAgent() throws Exception {
        ProgramSource source = begin("echo $$ >p; mv p pid; exec sleep 600", SOON);
        until(() -> Files.exists(folder.resolve("pid")) && source.toString().contains("it runs"), source);
        String pid = Files.readString(folder.resolve("pid")).strip();
        source.close();
        until(
                () -> !ProcessHandle.of(Long.parseLong(pid))
                        .map(ProcessHandle::isAlive)
                        .orElse(false),
                source);
        assertTrue(source.toString().contains("started 1 times"), source::toString);
    }

    @Test
    void programThatDoesNotEndWhenItIsToldToIsKilledWithAllThatItStarted() throws Exception {
        ProgramSource source = begin(
                "trap '' TERM; (sh -c 'echo $PPID >c; mv c child; while :; do sleep 600; done') &"
                        + " echo $$ >p; mv p pid; while :; do wait; sleep 1; done",
                SOON);
        until(() -> Files.exists(folder.resolve("pid")) && Files.exists(folder.resolve("child")), source);
        List<Long> all = List.of(number("pid"), number("child"));
        assertTrue(all.stream().allMatch(ProgramSourceIT::runs), all::toString);
        source.close();
        until(() -> all.stream().noneMatch(ProgramSourceIT::runs), source);
    }

    @Test
    void programThatIsStartedWhileTheSourceEndsEndsToo() throws Exception {
        for (int i = 0; i < 100; i++) {
            ProgramSource source =
                    ProgramSource.begin(List.of("/bin/sleep", "600"), card, InstantSource.system(), SOON);
            LockSupport.parkNanos(i * 50_000L); // at any moment of the start
            source.close();
        }
        while (ProcessHandle.current().children().anyMatch(ProcessHandle::isAlive)) {
            assertFalse(Thread.currentThread().isInterrupted(), "nobody ends what was started");
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void whatTheCardDoesNotTakeIsOfferedUntilItDoesAndTheProgramWaits() throws Exception {
        card.full(true);
        try (ProgramSource source = begin(
                "i=0; while [ $i -lt 1000 ]; do echo '" + TABLET + "'; i=$((i+1)); done; echo >done; sleep 60", SOON)) {
            until(() -> source.toString().contains(" 100 wait for the card"), source);
            assertFalse(source.toString().contains("LOST"), source::toString);
            card.full(false);
            until(() -> card.taken().size() == 1_000, source);
        }
    }

    @Test
    void programThatIsNotThereIsSaidToBeSo() throws Exception {
        Waits later = new Waits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        try (ProgramSource source =
                ProgramSource.begin(List.of("/nonexistent/program"), card, InstantSource.system(), later)) {
            until(() -> source.toString().contains("it does not run, started 0 times"), source);
            assertEquals(List.of(), card.taken());
        }
    }

    private long number(String file) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }

    /** Whether there is such a process, and more of it than what nobody has asked for yet. */
    private static boolean runs(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    private ProgramSource begin(String script, Waits waits) throws IOException {
        Path program = folder.resolve("program");
        Files.writeString(program, "#!/bin/sh\ncd " + folder + "\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return ProgramSource.begin(List.of("/bin/sh", program.toString()), card, InstantSource.system(), waits);
    }

    private static void until(BooleanSupplier what, ProgramSource source) {
        while (!what.getAsBoolean()) {
            assertFalse(Thread.currentThread().isInterrupted(), source::toString);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
