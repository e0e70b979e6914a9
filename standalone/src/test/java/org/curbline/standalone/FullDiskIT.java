package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.testservers.FreePort;
import org.curbline.testservers.FullDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import picocli.CommandLine;

/** The disk that all of a demo's data is on becomes full while it runs. */
class FullDiskIT {
    private static final Duration TO_END = Duration.ofMinutes(4);
    private static final String TROUBLE = "cannot be written: File too large.\n"
            + "The kiosks stopped: they send nothing that is not in the ledger. Make room,";

    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();
    private final Path data;
    private final Path folder;

    FullDiskIT(@TempDir(factory = TempDirFactory.Standard.class) Path folder) throws Exception {
        this.folder = folder;
        this.data = Files.createDirectory(folder.resolve("data"));
    }

    @Test
    void theDemoEndsByItselfAndSaysWhatIsWrong() throws Exception {
        Path out = Files.createFile(folder.resolve("out"));
        List<String> arguments = List.of(
                "--kiosks",
                "20",
                "--data",
                data.toString(),
                "--http-port",
                "" + httpPort,
                "--mqtt-port",
                "" + mqttPort);
        try (ProgramProcess program = new ProgramProcess(StandaloneMain.class.getName(), out, httpPort, arguments)
                .writtenDownByAnother()
                .start()
                .awaitLive()) {
            program.awaitStored(1);
            program.fillDisk();
            assertEquals(3, program.awaitExit(TO_END), program.said());
            assertTrue(program.said().contains(TROUBLE), program.said());
            assertFalse(program.said().contains("questdb"), "the store says in its log what it has to say");
        }
    }

    /** All parts are ended, though the kiosks, the first of them, cannot be in order. */
    @Test
    void aCityThatIsClosedMeanwhileSaysSoAndEndsAllItsParts() throws Exception {
        long pid = ProcessHandle.current().pid();
        City city = City.start(options(), InstantSource.system());
        Fleet fleet = Objects.requireNonNull(city.fleet());
        awaitEvents(fleet);
        FullDisk.fill(pid);
        try {
            StandaloneException failure = assertThrows(StandaloneException.class, city::close);
            assertTrue(
                    String.valueOf(failure.getMessage())
                            .startsWith("Not all has ended in order. The ledger "
                                    + fleet.ledger().file()),
                    failure::toString);
        } finally {
            FullDisk.clear(pid);
        }
        for (int port : List.of(httpPort, mqttPort)) {
            new ServerSocket(port).close(); // nobody listens there any more
        }
    }

    private static void awaitEvents(Fleet fleet) throws InterruptedException {
        long until = System.nanoTime() + TO_END.toNanos();
        while (fleet.progress().acknowledged() == 0) {
            assertTrue(System.nanoTime() < until, "Nothing is acknowledged: " + fleet.progress());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private StandaloneOptions options() {
        StandaloneOptions options = new StandaloneOptions();
        CommandLine.populateCommand(options, "--kiosks", "5", "--speed", "60");
        options.data = data;
        options.httpPort = httpPort;
        options.mqttPort = mqttPort;
        return options;
    }
}
