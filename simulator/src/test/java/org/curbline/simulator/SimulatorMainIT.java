package org.curbline.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.curbline.program.EndSignal;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.TrueState.Heard;
import org.curbline.simulator.ledger.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class SimulatorMainIT {
    private static final KioskId KIOSK = new KioskId("mn-05-000001");
    private static final long AT = 1_780_000_000_000L;

    private final Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private InputStream in = InputStream.nullInputStream();

    SimulatorMainIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void helpTellsOfSpeedExitStatusAndExamples() {
        assertEquals(0, simulator("--help"));
        String help = out.toString().replaceAll("\\s+", " ");
        for (String expected : new String[] {
            "--kiosks",
            "--speed",
            "--seed",
            "--target",
            "--tls-ca",
            "--api",
            "--city",
            "--user",
            "--password-file",
            "--ledger",
            "--for",
            "--faults",
            "--fault-rate",
            "--until",
            "--resume",
            "record",
            "replay",
            "Enter pauses",
            "--processes",
            "--without-audit",
            "'max'",
            "30 days back",
            "Exit status 0",
            "Examples:",
            "audit",
            "--calibration"
        }) {
            assertTrue(help.contains(expected), expected + " is missing in:\n" + help);
        }
    }

    @Test
    void scenariosAreListedAndDescribed() {
        assertEquals(0, simulator("list"));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("storm-in-queens +A storm takes .*")));
        assertEquals(0, simulator("describe", "storm-in-queens"));
        assertTrue(out.toString().contains("power-cut after 14h, beginning within 2h, for 6h"), out.toString());
        assertTrue(out.toString().contains("lost and twice are 0."));
        assertEquals(0, simulator("schema"));
        assertTrue(out.toString().contains("\"$schema\""));
    }

    @Test
    void aScenarioThatIsWrongIsNotUnderstood() throws Exception {
        assertEquals(2, simulator("run", "strom"));
        assertTrue(err.toString().contains("There is no scenario and no file 'strom'"), err.toString());
        Path file = Files.writeString(folder.resolve("bad.yaml"), "name: bad\nshows: x\nexpect: [y]\ncity: 5\n");
        assertEquals(2, simulator("describe", file.toString()));
        assertTrue(err.toString().contains("bad.yaml, line 4: 'city' must be a mapping"), err.toString());
        assertEquals(2, simulator("--until", "tomorrow"));
        assertTrue(err.toString().contains("'tomorrow' is no end"), err.toString());
    }

    @Test
    void whatWasNeverActivatedIsWrittenAsInstalled() throws Exception {
        Path file = folder.resolve("city.csv");
        assertEquals(0, simulator("never-activated", "--write-city", file.toString()));
        assertEquals(195, CityCsv.read(file).size());
        assertEquals(
                5,
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains(",Installed,"))
                        .count());
    }

    @Test
    void badOptionsAreNamed() {
        assertEquals(2, simulator("--for", "soon"));
        assertTrue(
                err.toString().contains("'soon' is no duration: a duration is written like 250ms, 10s, 5m, 2h or 7d"),
                err.toString());
        assertEquals(2, simulator("run", "--target", "gateway"));
        assertTrue(err.toString().contains("'gateway' is no target"), err.toString());
        for (String option : new String[] {"--loops", "--processes"}) {
            assertEquals(2, simulator(option, "0"));
            assertTrue(err.toString().contains("'" + option + "'"), err.toString());
        }
        assertTrue(err.toString().contains("'0' is no number of them: write a whole number above 0"), err.toString());
        for (String address : new String[] {"bogus", "localhost:8080", "ftp://localhost", "http://"}) {
            assertEquals(2, simulator("--api", address));
            assertTrue(err.toString().contains("'" + address + "' is no address"), err.toString());
        }
    }

    @Test
    void badValuesAreOneSentence() {
        assertEquals(1, simulator("--kiosks", "0"));
        assertEquals(1, simulator("--kiosks", "100001"));
        assertEquals(
                List.of("A city needs at least one kiosk, not 0", "A city has at most 100000 kiosks, not 100001"),
                err.toString().lines().toList());
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws Exception {
        String file = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xE9, '\n'})
                .toString();
        assertEquals(1, simulator("--city", file));
        assertEquals(1, simulator("run", file));
        assertEquals(1, simulator("--calibration", file));
        assertEquals(1, simulator("calibrate", "--from", file, "--write", "x.yaml"));
        assertEquals(1, simulator("replay", file));
        assertEquals(1, simulator("--password-file", file, "--kiosks", "1"));
        Path ledger = Files.createDirectory(folder.resolve("ledger")).resolve("fleet-x.ndjson");
        Files.copy(Path.of(file), ledger);
        assertEquals(1, simulator("audit", "--ledger", folder.resolve("ledger").toString()));
        String said = "Cannot use %s: it is no text in UTF-8";
        List<String> all = new ArrayList<>(Collections.nCopies(6, said.formatted(file)));
        all.add(said.formatted(ledger));
        assertEquals(all, err.toString().lines().toList());
    }

    @Test
    void aTargetThatIsNotThereIsSaidAndNothingElse() {
        String target = "localhost:1";
        assertEquals(
                1,
                simulator(
                        "--kiosks",
                        "3",
                        "--target",
                        target,
                        "--ledger",
                        folder.toString(),
                        "--for",
                        "200ms",
                        "--drain",
                        "1s"));
        String last = out.toString().lines().reduce("", (before, line) -> line);
        assertTrue(
                last.startsWith(
                        "The target localhost:1 could not be reached; nothing that was made in this run is acknowledged."),
                out.toString());
        assertFalse((out.toString() + err).matches("(?s).*(digest|Exception).*"), out.toString() + err);
    }

    @Test
    void whatAListHasWrongIsSaidRowByRow() throws Exception {
        Path list = Files.writeString(
                folder.resolve("list.csv"),
                """
                site_id,status,borough,latitude,longitude
                mn-05-000001,Live,Manhattan,40.75,-73.98
                bk-01-000003,Live,,40.7,-73.9
                """);
        Path written = folder.resolve("written.csv");
        assertEquals(0, simulator("--city", list.toString(), "--write-city", written.toString()), err::toString);
        assertEquals(
                List.of(
                        "1 live kiosks of the list are left out:",
                        "  line 3: bk-01-000003 has no borough",
                        "Wrote 1 kiosks to " + written + "."),
                out.toString().lines().toList());
    }

    @Test
    void aReplayIsPausedByEnterAndEndsAtATime() throws Exception {
        Path file = Files.writeString(
                folder.resolve("recorded.ndjson"),
                """
                {"at":"2026-11-23T16:00:00Z","kiosk":"mn-05-000001","topic":"kiosks/mn-05-000001/health","payload":"{"}
                {"at":"2026-11-23T16:10:00Z","kiosk":"mn-05-000001","topic":"kiosks/mn-05-000001/health","payload":"{"}
                """);
        in = new ByteArrayInputStream(new byte[] {'\n'}); // and never again
        EndSignal end = new EndSignal();
        Thread ends = new Thread(() -> {
            long until = System.nanoTime() + Duration.ofSeconds(90).toNanos(); // then what is missing is said below
            while (!out.toString().contains("Nothing is sent until Enter is pressed again.")
                    && System.nanoTime() < until) {
                LockSupport.parkNanos(5_000_000);
            }
            end.ask();
        });
        ends.start();
        assertEquals(0, simulator(end, "replay", file.toString(), "--target", "localhost:1", "--until", "10m"));
        ends.join();
        assertTrue(out.toString().contains("Nothing is sent until Enter is pressed again."), out.toString());
        assertTrue(out.toString().contains("sent 0  acknowledged 0  waiting 0"), out.toString());
        assertEquals(
                1,
                simulator(
                        "replay",
                        file.toString(),
                        "--target",
                        "localhost:1",
                        "--until",
                        "10m",
                        "--speed",
                        "max",
                        "--drain",
                        "100ms"));
        assertTrue(
                out.toString().contains("sent 1  acknowledged 0  waiting 1  recorded 2026-11-23T16:00:00Z"),
                out.toString());
        assertEquals(2, simulator("replay", file.toString(), "--speed", "0"));
        assertTrue(err.toString().contains("'0' is no speed: write a number above 0, such as 60, or max"));
    }

    @Test
    void whoMayVouchForTheTargetIsReadAtTheStart() {
        Path missing = folder.resolve("ca.pem");
        assertEquals(1, simulator("run", "--tls-ca", missing.toString(), "--ledger", folder.toString()));
        assertEquals(1, simulator("replay", "any.ndjson", "--tls-ca", missing.toString()));
        assertEquals(
                List.of(
                        "Cannot use " + missing + ": there is no such file or folder",
                        "Cannot use " + missing + ": there is no such file or folder"),
                err.toString().lines().toList());
    }

    @Test
    void whyNothingCanBeRecordedIsOneSentence() throws Exception {
        Path there = Files.createFile(folder.resolve("there.ndjson"));
        Path nowhere = folder.resolve("nowhere").resolve("new.ndjson");
        Path fresh = folder.resolve("new.ndjson");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertEquals(1, simulator("record", there.toString(), "--port", port));
            assertEquals(1, simulator("record", nowhere.toString(), "--port", port));
            assertEquals(1, simulator("record", fresh.toString(), "--port", port));
            assertEquals(1, simulator("record", fresh.toString(), "--host", "nowhere.invalid"));
            List<String> said = err.toString().lines().toList();
            assertEquals(4, said.size(), err.toString());
            assertEquals("Cannot listen on nowhere.invalid:1883: the name has no address", said.get(3));
            assertEquals("Cannot use " + there + ": it is there already", said.get(0));
            assertEquals("Cannot use " + nowhere + ": there is no such file or folder", said.get(1));
            assertTrue(said.get(2).startsWith("Cannot listen on 127.0.0.1:" + port + ": "), said.get(2));
            assertFalse(Files.exists(fresh), "and the same command can be given again");
        }
    }

    @Test
    void anUnwritableLedgerIsOneSentence() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(1, simulator("--kiosks", "1", "--ledger", file.toString(), "--for", "1s"));
        assertTrue(err.toString().startsWith("Cannot use " + file), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void writesACityThatCanBeReadBack() throws Exception {
        Path file = folder.resolve("city.csv");
        assertEquals(0, simulator("--kiosks", "40", "--write-city", file.toString()));
        assertEquals(40, CityCsv.read(file).size());
    }

    @Test
    void anAuditOverHttpReadsEveryPageAndBalances() throws Exception {
        try (ApiInTest api = new ApiInTest()) {
            ledgerAndStore(api, 10);
            api.failNext(2);
            assertEquals(
                    0,
                    simulator(
                            "audit",
                            "--ledger",
                            folder.toString(),
                            "--api",
                            api.base().toString()),
                    err::toString);
            assertEquals(
                    """
                    sent 10  stored 10  duplicate 4  quarantined 0  waiting 0  lost 0  twice 0
                    usage      answers 10  rows 10  differing 0
                    complete   kiosks 1  missing 0  differing 0
                    open data  weeks 0  services 0  not told 0  differing 0""",
                    out.toString().strip());
        }
    }

    @Test
    void anAuditThatFindsALossExitsWith1AndNamesIt() throws Exception {
        try (ApiInTest api = new ApiInTest()) {
            ledgerAndStore(api, 9);
            assertEquals(1, simulator("audit", "--ledger", folder.toString(), "--api", api.base() + "/"));
            assertTrue(out.toString().contains("lost 1  twice 0"), out.toString());
            assertTrue(out.toString().contains("lost: mn-05-000001 run k3f seq 10"), out.toString());
        }
    }

    @Test
    void whatAPersonSentInAKiosksNameIsForeignAndNotHeldAgainstTheKiosk() throws Exception {
        try (ApiInTest api = new ApiInTest()) {
            ledgerAndStore(api, 10);
            api.refuse("mn-05-000001", "auto-1F", "MISSING_FIELD", "{\"seq\":2}");
            assertEquals(0, auditOf(api), () -> out.toString() + err);
            api.refuse("mn-05-000001", "mn-05-000001", "MALFORMED_JSON", "base64:/w==");
            assertEquals(0, auditOf(api), () -> out.toString() + err);
            // a number that no array of bits would have room for
            JsonObject row = new JsonObject()
                    .put("kiosk", KIOSK.value())
                    .put("seq", (1L << 53) - 1)
                    .put("activity", "directions")
                    .put("duration_seconds", 5);
            api.put("tablet", KIOSK.value(), AT * 1_000_000 + 1, row);
            assertEquals(0, auditOf(api), () -> out.toString() + err);
            assertTrue(
                    out.toString().contains("foreign    stored 1  MALFORMED_JSON 1  MISSING_FIELD 1\n"),
                    out.toString());
            api.refuse("mn-05-000001", "mn-05-000001", "STORE_REFUSED", sent(1));
            assertEquals(1, auditOf(api), () -> out.toString() + err);
            assertTrue(
                    out.toString()
                            .contains("refused: mn-05-000001 STORE_REFUSED: 1 in quarantine, and there must be 0"),
                    out.toString());
        }
    }

    @Test
    void anAuditOfFaultsComparesWhatWasSaidWithWhatWasTrue() throws Exception {
        try (ApiInTest api = new ApiInTest()) {
            aDeadCall(api, Duration.ofSeconds(30));
            assertEquals(0, auditOf(api), () -> out.toString() + err);
            assertTrue(out.toString().contains("faults     dead 1"), out.toString());
            assertTrue(out.toString().contains("seen       services 4  intervals 5  differing 0"), out.toString());
        }
    }

    @Test
    void anApiThatShowsADeadKioskUpForAMinuteLongerIsCaught() throws Exception {
        try (ApiInTest api = new ApiInTest()) {
            aDeadCall(api, Duration.ofSeconds(90));
            assertEquals(1, auditOf(api), err::toString);
            assertTrue(
                    out.toString().contains("mn-05-000001 call is shown up (so-it-is) from 2026-05-28T20:31:41.400Z"),
                    out.toString());
        }
    }

    @Test
    void theBooksAndTheQuarantineOfSeveralGatewaysAreAddedUp() throws Exception {
        try (ApiInTest api = new ApiInTest();
                ApiInTest other = new ApiInTest()) {
            ledgerAndStore(api, 10);
            String both = api.base() + "," + other.base();
            String[] audit = {
                "audit", "--ledger", folder.toString(), "--api", api.base().toString(), "--gateway-api", both
            };
            assertEquals(0, simulator(audit), () -> out.toString() + err);
            assertTrue(out.toString().contains("duplicate 8  quarantined 0"), out.toString());
            other.refuse("mn-05-000001", "mn-05-000001", "STORE_REFUSED", sent(1));
            api.refuse("mn-05-000001", "mn-05-000001", "STORE_REFUSED", sent(2));
            assertEquals(1, simulator(audit), () -> out.toString() + err);
            assertTrue(out.toString().contains("STORE_REFUSED: 2 in quarantine, and there must be 0"), out.toString());
        }
    }

    /** The fifth minute of ten begins with a death, which is shown after a while. */
    private void aDeadCall(ApiInTest api, Duration shownAfter) throws Exception {
        Instant begin = Instant.ofEpochMilli(AT);
        Instant dead = begin.plus(Duration.ofMinutes(4)).plusMillis(400);
        Instant end = begin.plus(Duration.ofMinutes(10));
        try (Ledger ledger = Ledger.begin(folder, "k3f")) {
            ledger.liveFrom(begin);
            for (Service service : Service.values()) {
                ledger.holds(KIOSK, new TrueState(service, begin.toEpochMilli(), State.UP, State.UP, Heard.NOW));
            }
            long at = dead.toEpochMilli();
            ledger.begins(KIOSK, Fault.of(FaultKind.DEAD, Service.CALL, at, end.toEpochMilli()));
            ledger.holds(KIOSK, new TrueState(Service.CALL, at, State.DOWN, State.DOWN, Heard.NOW));
            ledger.holds(KIOSK, new TrueState(Service.CALL, end.toEpochMilli(), State.UP, State.UP, Heard.NOW));
        }
        for (Service service : Service.values()) {
            boolean calls = service == Service.CALL;
            api.say(service.word(), "up", begin, calls ? dead.plus(shownAfter) : end);
            if (calls) {
                api.say(service.word(), "down", dead.plus(shownAfter), end);
            }
        }
    }

    private int auditOf(ApiInTest api) {
        return simulator(
                "audit", "--ledger", folder.toString(), "--api", api.base().toString());
    }

    @Test
    void faultsThatThereAreNotAreNamed() {
        assertEquals(2, simulator("--faults", "dead,gremlins"));
        assertTrue(
                err.toString().contains("'gremlins' is no fault; there are none, all, dead, silent"), err.toString());
        assertEquals(1, simulator("--faults", "dead", "--fault-rate", "5000", "--kiosks", "1"));
        assertTrue(err.toString().contains("a rate above 0 and of at most 4320"), err.toString());
    }

    @Test
    void howOftenNothingGoesWrongIsAMistake() {
        assertEquals(2, simulator("--fault-rate", "1440"));
        assertEquals(2, simulator("--fault-rate", "2", "--faults", "none"));
        assertEquals(
                "--fault-rate says how often faults come, and none are named: add --faults all, or --faults with some of"
                        + " them.",
                err.toString().lines().distinct().reduce("", String::concat));
        assertEquals(
                0,
                simulator(
                        "run",
                        "ordinary-week",
                        "--fault-rate",
                        "2",
                        "--write-city",
                        folder.resolve("city.csv").toString()),
                err.toString());
    }

    @Test
    void anAuditWithoutLedgerIsOneSentence() {
        assertEquals(1, simulator("audit", "--ledger", folder.toString()));
        assertEquals(
                "There is no ledger (fleet-*.ndjson) in " + folder,
                err.toString().strip());
    }

    /** Ten events in the ledger, some of them in the store. */
    private void ledgerAndStore(ApiInTest api, int stored) throws Exception {
        try (Ledger ledger = Ledger.begin(folder, "k3f")) {
            for (int seq = 1; seq <= 10; seq++) {
                TabletSession event = event(seq);
                ledger.generated(KIOSK, event, new EventEncoder().encode(event));
                if (seq <= stored) {
                    JsonObject row = new JsonObject()
                            .put("at", String.format(Locale.ROOT, "2026-05-28T20:26:40.%03dZ", seq))
                            .put("kiosk", KIOSK.value())
                            .put("seq", seq)
                            .put("run", "k3f")
                            .put("activity", "directions")
                            .put("duration_seconds", 20 + seq);
                    api.put("tablet", KIOSK.value(), (AT + seq) * 1_000_000 + seq, row);
                }
            }
            ledger.acknowledged(KIOSK, "k3f", LongStream.rangeClosed(1, 10).toArray());
        }
    }

    private static TabletSession event(int seq) {
        return new TabletSession(new EventId(seq, AT + seq, "k3f"), TabletSession.Activity.DIRECTIONS, 20 + seq);
    }

    /** An event as it was sent. */
    private static String sent(int seq) {
        return new String(new EventEncoder().encode(event(seq)), StandardCharsets.UTF_8);
    }

    private int simulator(String... args) {
        return simulator(new EndSignal(), args);
    }

    private int simulator(EndSignal end, String... args) {
        Terminal terminal = new Terminal(new PrintWriter(out, true), in, false);
        return SimulatorMain.execute(args, terminal, new PrintWriter(err, true), end);
    }
}
