package org.curbline.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.testservers.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes with real signals. */
@Timeout(60)
class EndSignalIT {
    @Test
    void aTermEndsTheProgramInOrderWithItsOwnStatus() throws Exception {
        Process process = run("wait");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("waiting", out.readLine());
            process.toHandle().destroy(); // SIGTERM; of the process it would close what it says, too
            assertEquals("ended in order", out.readLine());
        }
        assertEquals(7, process.waitFor());
    }

    @Test
    void whatIsStillStartingEndsAtOnceAndSaysNothing() throws Exception {
        Process process = run("start");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            assertEquals("starting", out.readLine());
            process.toHandle().destroy();
            assertNull(out.readLine());
            assertEquals(
                    List.of(), err.lines().filter(EndSignalIT::isOfTheProgram).toList());
        }
        assertEquals(130, process.waitFor());
    }

    @Test
    void aProgramThatEndsByItselfLeavesWithItsStatus() throws Exception {
        assertEquals(5, run("leave").waitFor());
    }

    @Test
    void aTermThatComesAsTheProgramHasJustEndedChangesNothingOfItsStatus() throws Exception {
        assertEquals(6, run("leave late").waitFor());
        assertEquals(0, run("leave well, and late").waitFor());
    }

    @Test
    void whatElseIsToEndWithAProgramThatEndsByItselfHasItsTime() throws Exception {
        Process process = run("leave, with more to end");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(5, process.waitFor());
        assertEquals("ended, too" + System.lineSeparator(), said);
    }

    @Test
    void anErrorEndsTheProcessThoughThreadsOfItsOwnStillRun() throws Exception {
        Process process = run("fail");
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor());
        assertTrue(said.contains("broken on purpose"), said);
    }

    @Test
    void withoutAProcessOfItsOwnOnlyAskingEndsIt() throws Exception {
        EndSignal signal = new EndSignal();
        assertEquals(false, signal.await(Duration.ofMillis(1)));
        signal.ask();
        assertTrue(signal.await(Duration.ofDays(1)));
    }

    private static Process run(String what) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return ChildProcess.start(new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndSignalIT.Child.class.getName(),
                what));
    }

    /** A JVM says which options it has from its environment. */
    private static boolean isOfTheProgram(String line) {
        return !line.contains("Picked up ");
    }

    /** What runs in the other process. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            switch (args[0]) {
                case "leave late" -> EndSignal.exitAfter(signal -> 6, Child::exitAfterATerm);
                case "leave well, and late" -> EndSignal.exitAfter(signal -> 0, Child::exitAfterATerm);
                default -> EndSignal.exitAfter(signal -> run(args[0], signal));
            }
        }

        private static int run(String what, EndSignal signal) {
            return switch (what) {
                case "wait" -> untilAsked(signal);
                case "start" -> {
                    System.out.println("starting");
                    sleep(Duration.ofMinutes(1));
                    yield 1;
                }
                case "leave" -> 5;
                case "leave, with more to end" -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        sleep(Duration.ofMillis(300));
                        System.out.println("ended, too");
                    }));
                    yield 5;
                }
                default -> {
                    new Thread(() -> sleep(Duration.ofMinutes(1))).start();
                    throw new AssertionError("broken on purpose");
                }
            };
        }

        /** The signal comes first: it is what ends the process. */
        private static void exitAfterATerm(int status) {
            long self = ProcessHandle.current().pid();
            try {
                new ProcessBuilder("kill", "-TERM", Long.toString(self)).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sleep(Duration.ofMinutes(1));
            System.exit(status);
        }

        private static int untilAsked(EndSignal signal) {
            try {
                signal.await(Duration.ZERO);
                System.out.println("waiting");
                signal.await();
            } catch (InterruptedException e) {
                return 1;
            }
            System.out.println("ended in order");
            return 7;
        }

        private static void sleep(Duration time) {
            try {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
