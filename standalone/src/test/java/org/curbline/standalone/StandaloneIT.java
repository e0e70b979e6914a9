package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a user runs it: a process, its output, its exit status. */
class StandaloneIT {
    private static final Pattern BOOKS = Pattern.compile(
            "sent (\\d+)  stored (\\d+)  duplicate \\d+  quarantined (\\d+)  waiting (\\d+)  lost (\\d+)  twice (\\d+)");
    private static final Duration TO_END = Duration.ofMinutes(5);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    private int httpPort = FreePort.find();
    private int mqttPort = FreePort.find();

    @Test
    void endsByItselfWithBalancedBooksAndKeepsWhatWasStored() throws Exception {
        Matcher first = run("first");
        assertTrue(Long.parseLong(first.group(1)) > 0, first.group());
        long storedBefore = Long.parseLong(first.group(2));
        try (ProgramProcess second = program("second", "--kiosks", "0").start().awaitLive()) {
            String usage = second.get("/api/v1/usage/events?service=status&kiosk=" + firstKiosk(second)
                    + "&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=10");
            assertTrue(usage.contains("timestampNanos"), () -> "nothing of " + storedBefore + " is left: " + usage);
        }
    }

    /** INT is what Ctrl-C sends. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalDrainsAuditsAndLeavesWithStatusZero(String signal) throws Exception {
        try (ProgramProcess program =
                program("signal", "--kiosks", "20", "--speed", "60").start()) {
            program.awaitLive();
            awaitStored(program);
            program.signal(signal);
            assertShowsPagesUntilItHasToldItsBooks(program);
            assertEquals(0, program.awaitExit(TO_END), program.said());
            Matcher books = books(program);
            assertEquals(books.group(1), books.group(2), program.said());
        }
    }

    @Test
    void aTakenHttpPortIsOneSentenceAndNothingIsLeftRunning() throws Exception {
        try (ServerSocket taken = new ServerSocket(httpPort, 1, InetAddress.getLoopbackAddress());
                ProgramProcess program = program("http-port").start()) {
            assertFails(program, "Port " + taken.getLocalPort() + " is taken");
            assertFalse(Files.exists(temp.resolve("data")), "a folder was begun");
        }
    }

    @Test
    void aTakenMqttPortIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(mqttPort, 1, InetAddress.getLoopbackAddress());
                ProgramProcess program = program("mqtt-port").start()) {
            assertFails(program, "Port " + taken.getLocalPort() + " is taken");
            assertFalse(Files.exists(temp.resolve("data")), "a folder was begun");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() throws Exception {
        Path file = Files.writeString(temp.resolve("data"), "a file where a folder should be");
        try (ProgramProcess program = program("folder").start()) {
            assertFails(program, "The data folder " + file);
        }
    }

    @Test
    void aFolderInUseIsOneSentence() throws Exception {
        try (ProgramProcess first = program("one", "--kiosks", "0").start().awaitLive()) {
            httpPort = FreePort.find();
            mqttPort = FreePort.find();
            try (ProgramProcess second = program("two", "--kiosks", "0").start()) {
                assertFails(second, "The data folder " + temp.resolve("data/store") + " is in use by another process");
            }
            assertTrue(first.get("/api/v1/books").contains("\"addUp\":true"));
        }
    }

    @Test
    void aFileThatNamesAnotherStoreIsRefusedBeforeAnythingIsMade() throws Exception {
        Path data = Files.createDirectory(temp.resolve("data"));
        Files.writeString(
                data.resolve("curbline.yaml"),
                "curbline: {store: {kind: influx, influx: {url: 'http://localhost:8086'}, embedded: {directory: there}}}");
        try (ProgramProcess program = program("store").start()) {
            assertFails(program, "The settings have 3 mistakes");
            String said = program.said();
            assertTrue(said.contains("curbline.store.kind can only be embedded here"), said);
            assertTrue(said.contains("curbline.store.influx.url is not read here"), said);
            assertTrue(said.contains("curbline.store.embedded.directory is not read here"), said);
            try (Stream<Path> made = Files.list(data)) {
                assertEquals(
                        List.of(),
                        made.filter(path -> Files.isDirectory(path)
                                        || path.toString().endsWith(".db"))
                                .toList());
            }
        }
    }

    @Test
    void wrongOptionsAreExplained() throws Exception {
        try (ProgramProcess program = program("options", "--for", "soon").start()) {
            assertEquals(2, program.awaitExit(TO_END));
            assertTrue(program.said().contains("a duration is written like"), program.said());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--kiosks    | -1    | --kiosks must be 0 to 50000",
                "--kiosks    | 50001 | --kiosks must be 0 to 50000",
                "--speed     | 0     | --speed must be more than 0",
                "--speed     | NaN   | --speed must be more than 0",
                "--host      | 203.0.113.1 | 203.0.113.1",
            })
    void anOptionThatCannotBeIsOneSentence(String option, String value, String sentence) throws Exception {
        try (ProgramProcess program = program("option", option, value).start()) {
            assertFails(program, sentence);
        }
    }

    @Test
    void whatIsNoPortIsRefused() throws Exception {
        httpPort = 65_536;
        try (ProgramProcess program = program("http-port").start()) {
            assertFails(program, "--http-port must be a port from 1 to 65535");
        }
        httpPort = FreePort.find();
        mqttPort = 0;
        try (ProgramProcess program = program("mqtt-port").start()) {
            assertFails(program, "--mqtt-port must be a port from 1 to 65535");
        }
    }

    @Test
    void onePortForBothIsRefused() throws Exception {
        mqttPort = httpPort;
        try (ProgramProcess program = program("ports").start()) {
            assertFails(program, "--http-port and --mqtt-port must not both be " + httpPort);
        }
    }

    private Matcher run(String name) throws Exception {
        try (ProgramProcess program =
                program(name, "--kiosks", "20", "--speed", "60", "--for", "8s").start()) {
            assertEquals(0, program.awaitExit(TO_END), program.said());
            Matcher books = books(program);
            assertEquals(books.group(1), books.group(2), program.said());
            return books;
        }
    }

    private static Matcher books(ProgramProcess program) throws IOException {
        Matcher books = BOOKS.matcher(program.said());
        assertTrue(books.find(), program.said());
        assertEquals(List.of("0", "0", "0"), List.of(books.group(4), books.group(5), books.group(6)), program.said());
        return books;
    }

    /** Then it ends, perhaps sooner than a slow machine asks for the first page. */
    private static void assertShowsPagesUntilItHasToldItsBooks(ProgramProcess program) throws Exception {
        int shown = 0;
        try {
            while (true) {
                String page = program.get(shown % 2 == 0 ? "/" : "/wall.html");
                assertTrue(page.startsWith("<!doctype html>"), page);
                shown++;
            }
        } catch (IOException ended) {
            assertTrue(BOOKS.matcher(program.said()).find(), "asked in vain after " + shown + " pages: " + ended);
        }
    }

    private static void awaitStored(ProgramProcess program) throws Exception {
        long until = System.nanoTime() + TO_END.toNanos();
        while (!program.get("/api/v1/books").matches(".*\"stored\":[1-9].*")) {
            assertTrue(System.nanoTime() < until, "nothing was stored");
        }
    }

    private static String firstKiosk(ProgramProcess program) throws Exception {
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(program.get("/api/v1/kiosks"));
        assertTrue(id.find());
        return id.group(1);
    }

    private void assertFails(ProgramProcess program, String sentence) throws Exception {
        int status = program.awaitExit(TO_END);
        String said = program.said();
        assertFalse(status == 0, said);
        List<String> complaints =
                said.lines().filter(line -> line.startsWith("demo: ")).toList();
        assertEquals(1, complaints.size(), said);
        assertTrue(complaints.get(0).contains(sentence), said);
        assertFalse(said.contains("\tat "), said);
    }

    private ProgramProcess program(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--http-port",
                Integer.toString(httpPort),
                "--mqtt-port",
                Integer.toString(mqttPort),
                "--data",
                temp.resolve("data").toString()));
        arguments.addAll(List.of(more));
        return new ProgramProcess(StandaloneMain.class.getName(), temp.resolve(name + ".out"), httpPort, arguments);
    }
}
