package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.curbline.program.EndSignal;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.list.SampleKiosks;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What keeps the program from starting is one sentence, and nothing is left running. */
@Timeout(240)
class GatewayMainIT {
    private final Path folder;
    private final int mqttPort = FreePort.find();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    GatewayMainIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void detach() {
        root().detachAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void aTakenHttpPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertEquals(1, gateway("--http-port", Integer.toString(port)));
            assertSaid("kiosk-gateway: Port " + port + " is taken");
        }
    }

    @Test
    void aTakenMqttPort() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), mqttPort);
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(address);
            assertEquals(1, gateway("--http-port", "0"));
        }
        assertSaid("kiosk-gateway: A port for MQTT is taken (" + mqttPort + ")");
    }

    @Test
    void aFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "where a folder should be");
        assertEquals(1, gateway("--http-port", "0", "--set", "curbline.store.embedded.directory=" + file));
        assertSaid("kiosk-gateway: The data folder " + file + " cannot be written to");
    }

    @Test
    void aQuarantineThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "where a folder should be");
        assertEquals(1, gateway("--http-port", "0", "--set", "curbline.quarantine.file=" + file.resolve("q.mv")));
        assertSaid("kiosk-gateway: The quarantine cannot use " + file.resolve("q.mv"));
    }

    @Test
    void aListIsImportedBeforeThereIsAGateway() throws IOException {
        StringWriter csv = new StringWriter();
        try (Reader sample = SampleKiosks.reader()) {
            sample.transferTo(csv);
        }
        Path list = Files.writeString(folder.resolve("list.csv"), csv + "no id at all,,,\n");
        assertEquals(0, importing(list));
        assertTrue(out.toString().startsWith("line 27, "), out.toString());
        assertTrue(out.toString().contains("26 rows: 25 kiosks added, 0 changed, 0 unchanged, 1 rows skipped."));
        try (KioskRegistry registry = KioskRegistry.open(registry(), InstantSource.system())) {
            assertEquals(25, registry.all().size());
        }
        assertEquals(0, importing(list));
        assertTrue(out.toString().contains("0 kiosks added, 0 changed, 25 unchanged, 1 rows skipped."));
        assertEquals("", err.toString());
    }

    @Test
    void aListWithOtherCoordinatesMovesKiosksOrCorrectsWhereTheyStand() throws IOException {
        String places = "Site ID,Installation Status,Latitude,Longitude\nmn-05-000001,Live,%s,-73.9855\n";
        Path list = folder.resolve("list.csv");
        Files.writeString(list, places.formatted("40.7580"));
        assertEquals(0, importing(list));
        Files.writeString(list, places.formatted("40.7581"));
        assertEquals(0, importing(list, "--corrected"));
        assertEquals(0, stays());
        Files.writeString(list, places.formatted("40.8000"));
        assertEquals(0, importing(list));
        assertEquals(2, stays());
    }

    /** How many places the one kiosk stood in, if it was moved. */
    private int stays() {
        try (KioskRegistry registry = KioskRegistry.open(registry(), InstantSource.system())) {
            return registry.moved().getOrDefault("mn-05-000001", List.of()).size();
        }
    }

    @ParameterizedTest
    @CsvSource({"'Report Ending,Sessions', This is no kiosk list", ", there is no such file"})
    void whatIsNoListIsNotImported(@Nullable String text, String why) throws IOException {
        Path list = folder.resolve("list.csv");
        if (text != null) {
            Files.writeString(list, text);
        }
        assertEquals(1, importing(list));
        assertTrue(err.toString().startsWith("kiosk-gateway: "), err.toString());
        assertTrue(err.toString().contains(list.toString()), err.toString());
        assertTrue(err.toString().contains(why), err.toString());
    }

    private int importing(Path list, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("import", list.toString(), "--set", "curbline.registry.url=" + registry()));
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private String registry() {
        return "jdbc:h2:file:" + folder.resolve("registry");
    }

    /** One line that begins so, and nothing in the log; and the port is free again. */
    private void assertSaid(String beginning) throws IOException {
        assertEquals(List.of(), log.list);
        String said = err.toString();
        assertTrue(said.startsWith(beginning), said);
        assertEquals(1, said.lines().count(), said);
        new ServerSocket(mqttPort, 1, InetAddress.getLoopbackAddress()).close();
    }

    private int gateway(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--mqtt-port", Integer.toString(mqttPort)));
        for (String setting : List.of(
                "curbline.gateway.http-host=127.0.0.1",
                "curbline.mqtt.host=127.0.0.1",
                "curbline.store.embedded.directory=" + folder.resolve("store"),
                "curbline.quarantine.file=" + folder.resolve("quarantine.mv"),
                "curbline.registry.url=" + registry())) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        return GatewayMain.execute(
                arguments.toArray(new String[0]),
                Map.of(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new EndSignal());
    }
}
