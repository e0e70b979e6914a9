package org.curbline.simulator.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.TrueState.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final KioskId KIOSK = new KioskId("mn-05-000001");
    private static final String RUN = "k3f";
    private static final Beginning BEGINNING =
            new Beginning(Instant.parse("2026-11-23T16:04:00Z"), RUN, Instant.parse("2026-11-20T00:00:00Z"), 7);

    private final Path folder;

    LedgerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void isOneJsonObjectALine() throws Exception {
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            wifi(ledger, 1);
            ledger.acknowledged(KIOSK, RUN, new long[] {1, 3});
            ledger.refused(KIOSK, RUN, new long[] {2}, 0x99);
        }
        assertEquals(
                List.of(
                        "{\"what\":\"generated\",\"kiosk\":\"mn-05-000001\",\"kind\":\"wifi\",\"event\":{\"seq\":1,"
                                + "\"at\":\"2026-11-23T16:04:05.123Z\",\"run\":\"k3f\",\"durationSeconds\":1968,"
                                + "\"downBytes\":36211733,\"upBytes\":5199000,\"network\":\"open\"}}",
                        "{\"what\":\"acknowledged\",\"kiosk\":\"mn-05-000001\",\"run\":\"k3f\",\"seqs\":[1,3]}",
                        "{\"what\":\"refused\",\"kiosk\":\"mn-05-000001\",\"run\":\"k3f\",\"seqs\":[2],\"reason\":153}"),
                Files.readAllLines(folder.resolve("fleet-k3f.ndjson")));
    }

    @Test
    void whatIsTrueIsInItToo() throws Exception {
        long at = 1_795_449_845_123L;
        Fault silent = Fault.of(FaultKind.SILENT, Service.CALL, at, at + 60_000);
        Fault clock = new Fault(FaultKind.WRONG_CLOCK, null, at + 60_000, at + 61_000, -7_200_000);
        TrueState state = new TrueState(Service.CALL, at, State.DOWN, State.UP, Heard.NOW);
        TrueState dark = new TrueState(Service.CALL, at + 5, State.DOWN, null, Heard.NEVER);
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            ledger.begins(KIOSK, silent);
            ledger.holds(KIOSK, state);
            ledger.holds(KIOSK, dark);
            ledger.begins(KIOSK, clock);
        }
        assertEquals(
                List.of(
                        "{\"what\":\"fault\",\"kiosk\":\"mn-05-000001\",\"fault\":\"silent\",\"service\":\"call\","
                                + "\"from\":\"2026-11-23T16:04:05.123Z\",\"to\":\"2026-11-23T16:05:05.123Z\"}",
                        "{\"what\":\"state\",\"kiosk\":\"mn-05-000001\",\"service\":\"call\",\"at\":\"2026-11-23T16:04:05.123Z\","
                                + "\"is\":\"down\",\"says\":\"up\",\"heard\":\"now\"}",
                        "{\"what\":\"state\",\"kiosk\":\"mn-05-000001\",\"service\":\"call\",\"at\":\"2026-11-23T16:04:05.128Z\","
                                + "\"is\":\"down\",\"heard\":\"never\"}",
                        "{\"what\":\"fault\",\"kiosk\":\"mn-05-000001\",\"fault\":\"wrong-clock\","
                                + "\"from\":\"2026-11-23T16:05:05.123Z\",\"to\":\"2026-11-23T16:05:06.123Z\",\"clockSeconds\":-7200.0}"),
                Files.readAllLines(folder.resolve("fleet-k3f.ndjson")));
        KioskTruth truth = new LedgerReader().index(folder).truths().get(KIOSK);
        assertNotNull(truth);
        assertEquals(List.of(silent, clock), truth.faults());
        assertEquals(
                List.of(state, dark),
                truth.states(Service.CALL).stream().map(KioskTruth.Told::state).toList());
    }

    @Test
    void aKioskThatCameToThePresentLaterThanItsFleetSaysSoByItself() throws Exception {
        long at = 1_795_449_845_123L;
        KioskId other = new KioskId("mn-05-000002");
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            ledger.begun(BEGINNING);
            ledger.liveFrom(Instant.ofEpochMilli(at));
            ledger.behind(KIOSK, at);
            ledger.behind(other, at);
            ledger.live(KIOSK, at + 5_000);
        }
        List<String> lines = Files.readAllLines(folder.resolve("fleet-k3f.ndjson"));
        assertEquals(
                List.of(
                        "{\"what\":\"live\",\"from\":\"2026-11-23T16:04:05.123Z\"}",
                        "{\"what\":\"behind\",\"kiosk\":\"mn-05-000001\",\"at\":\"2026-11-23T16:04:05.123Z\"}",
                        "{\"what\":\"behind\",\"kiosk\":\"mn-05-000002\",\"at\":\"2026-11-23T16:04:05.123Z\"}",
                        "{\"what\":\"live\",\"kiosk\":\"mn-05-000001\",\"from\":\"2026-11-23T16:04:10.123Z\"}"),
                lines.subList(1, lines.size()));
        LedgerIndex past = Past.read(LedgerReader.newest(folder)).index();
        for (LedgerIndex read : List.of(new LedgerReader().index(folder), past)) {
            assertEquals(at, read.liveFromMillis());
            assertEquals(at + 5_000, truth(read, KIOSK).liveFromMillis());
            assertEquals(Long.MAX_VALUE, truth(read, other).liveFromMillis());
        }
    }

    private static KioskTruth truth(LedgerIndex index, KioskId kiosk) {
        return Objects.requireNonNull(index.truthOf(kiosk));
    }

    @Test
    void whatIsMadeToHappenSaysSoAndEndsWhenItIsEnded() throws Exception {
        long at = 1_795_449_845_123L;
        Fault planned = Fault.of(FaultKind.SILENT, Service.CALL, at - 60_000, at + 60_000);
        Fault made = new Fault(FaultKind.POWER_CUT, null, at, at + 60_000, 0, true);
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            ledger.begins(KIOSK, planned);
            ledger.begins(KIOSK, made);
            ledger.ended(KIOSK, at + 5_000);
            assertEquals(
                    List.of(planned.until(at), made.until(at + 5_000)),
                    Objects.requireNonNull(ledger.index().truthOf(KIOSK)).faults());
        }
        assertEquals(
                List.of(
                        "{\"what\":\"fault\",\"kiosk\":\"mn-05-000001\",\"fault\":\"power-cut\","
                                + "\"from\":\"2026-11-23T16:04:05.123Z\",\"to\":\"2026-11-23T16:05:05.123Z\",\"byHand\":true}",
                        "{\"what\":\"ended\",\"kiosk\":\"mn-05-000001\",\"at\":\"2026-11-23T16:04:10.123Z\"}"),
                Files.readAllLines(folder.resolve("fleet-k3f.ndjson")).subList(1, 3));
        LedgerIndex read = new LedgerReader().index(folder);
        assertEquals(
                List.of(planned.until(at), made.until(at + 5_000)),
                Objects.requireNonNull(read.truthOf(KIOSK)).faults());
        assertEquals(1, read.happening(at + 4_999).size());
        assertEquals(0, read.happening(at + 5_000).size());
    }

    @Test
    void whatEndedBeforeItWasToldOfIsReadAsItWas() throws Exception {
        long at = 1_795_449_845_123L;
        Fault first = new Fault(FaultKind.POWER_CUT, null, at, at + 5_000, 0, true);
        Fault second = new Fault(FaultKind.DEAD, Service.CALL, at + 60_000, at + 65_000, 0, true);
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            ledger.begun(BEGINNING);
            for (Fault each : List.of(first, second)) {
                ledger.ended(KIOSK, each.toMillis()); // by hand, within a beat of its beginning
                ledger.begins(KIOSK, each);
            }
        }
        Past past = Past.read(LedgerReader.newest(folder));
        assertEquals(List.of(first, second), past.of(KIOSK).byHand());
        assertEquals(List.of(first, second), truth(past.index(), KIOSK).faults());
    }

    @Test
    void whatAPerfectObserverSeesOfTheSendingIsInItToo() throws Exception {
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            ledger.begun(BEGINNING);
            WifiSession session = session(1);
            ledger.generated(KIOSK, session, new EventEncoder().encode(session), Spoil.MAC_ADDRESS);
            ledger.again(KIOSK, RUN, new long[] {1});
            ledger.dropped(KIOSK, session, "lost-memory");
        }
        String event = "\"kiosk\":\"mn-05-000001\",\"kind\":\"wifi\",\"event\":{\"seq\":1,"
                + "\"at\":\"2026-11-23T16:04:05.123Z\",\"run\":\"k3f\",\"durationSeconds\":1968,"
                + "\"downBytes\":36211733,\"upBytes\":5199000,\"network\":\"open\"}";
        assertEquals(
                List.of(
                        "{\"what\":\"begun\",\"at\":\"2026-11-23T16:04:00Z\",\"run\":\"k3f\","
                                + "\"start\":\"2026-11-20T00:00:00Z\",\"seed\":7}",
                        "{\"what\":\"generated\"," + event
                                + ",\"spoiled\":\"mac-address\",\"reason\":\"PERSONAL_DATA\"}",
                        "{\"what\":\"again\",\"kiosk\":\"mn-05-000001\",\"run\":\"k3f\",\"seqs\":[1]}",
                        "{\"what\":\"dropped\"," + event + ",\"why\":\"lost-memory\"}"),
                Files.readAllLines(folder.resolve("fleet-k3f.ndjson")));
        LedgerIndex index = new LedgerReader().index(folder);
        Account account = account(index);
        assertEquals(Spoil.MAC_ADDRESS, account.spoil(1));
        assertTrue(account.isDropped(1));
        assertEquals(1, account.timesAgain(1));
        assertEquals(Map.of("lost-memory", 1L), index.dropped());
        assertEquals(Instant.parse("2026-11-23T16:04:00Z"), index.begun());
    }

    @Test
    void whatIsFlushedIsInTheFileBeforeItIsClosed() throws Exception {
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            wifi(ledger, 1);
            assertEquals(0, Files.size(ledger.file()));
            ledger.flush();
            assertEquals(1, Files.readAllLines(ledger.file()).size());
        }
    }

    @Test
    void onAFullDiskItSaysSoAndIsClosedAllTheSame() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full");
        FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE);
        Ledger ledger = new Ledger(full, new LedgerIndex(), channel);
        wifi(ledger, 1);
        assertNull(ledger.failure());
        String sentence = "The ledger /dev/full cannot be written: No space left on device";
        assertEquals(sentence, assertThrows(IOException.class, ledger::flush).getMessage());
        for (long seq = 2; seq < 20_000; seq++) {
            wifi(ledger, seq); // more than it keeps in memory
        }
        assertEquals(sentence, assertThrows(IOException.class, ledger::flush).getMessage());
        assertEquals(sentence, Objects.requireNonNull(ledger.failure()).getMessage());
        assertEquals(sentence, assertThrows(IOException.class, ledger::close).getMessage());
        assertFalse(channel.isOpen());
        ledger.close();
        assertEquals(20_000, account(ledger.index()).endSeq());
    }

    @Test
    void isReadBackAsItWas() throws Exception {
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            wifi(ledger, 1);
            wifi(ledger, 2);
            wifi(ledger, 3);
            ledger.acknowledged(KIOSK, RUN, new long[] {1});
            ledger.refused(KIOSK, RUN, new long[] {2}, 0x99);
        }
        Account account = account(new LedgerReader().index(folder));
        assertEquals(4, account.endSeq());
        assertTrue(account.isAcknowledged(1) && account.isRefused(2) && account.wasGenerated(3));
        assertFalse(account.isAcknowledged(3) || account.isRefused(3) || account.wasGenerated(0));
        assertTrue(account.agrees(EventFacts.of(session(3))));
        assertFalse(account.agrees(EventFacts.of(new TabletSession(id(3), TabletSession.Activity.MAPS, 1968))));
    }

    @Test
    void aFileCutAnywhereInItsLastLineIsReadUpToThere() throws Exception {
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            wifi(ledger, 1);
            wifi(ledger, 2);
        }
        Path file = folder.resolve("fleet-k3f.ndjson");
        byte[] whole = Files.readAllBytes(file);
        int secondLine = whole.length / 2;
        for (int length = secondLine; length < whole.length - 1; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(2, account(new LedgerReader().index(folder)).endSeq(), "cut at " + length);
        }
    }

    /** As the documentation says to look. */
    @Test
    void whatAKillHasLeftIsReadByStandardToolsUpToThere() throws Exception {
        assumeTrue(said("sh", "-c", "command -v jq || true").contains("jq"), "jq is not installed");
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            wifi(ledger, 1);
            wifi(ledger, 2);
            ledger.acknowledged(KIOSK, RUN, new long[] {1});
        }
        String file = LedgerReader.newest(folder).toString();
        Files.writeString(Path.of(file), "{\"what\":\"generated\",\"kiosk\":\"mn-05-", StandardOpenOption.APPEND);
        assertEquals("wifi\nwifi\n", said("jq", "-r", "select(.what == \"generated\") | .kind", file));
        assertEquals("1\n", said("grep", "-c", "\"what\":\"acknowledged\"", file));
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    @Test
    void goesOnBehindTheLastWholeLineAndKnowsWhatWasOpen() throws Exception {
        try (Ledger ledger = Ledger.begin(folder, RUN)) {
            ledger.begun(BEGINNING);
            wifi(ledger, 1);
            wifi(ledger, 2);
            wifi(ledger, 3);
            ledger.acknowledged(KIOSK, RUN, new long[] {1});
        }
        Path file = LedgerReader.newest(folder);
        Files.writeString(file, "{\"what\":\"acknowl", StandardOpenOption.APPEND);
        Past past = Past.read(file);
        assertEquals(BEGINNING, past.beginning());
        assertEquals(3, past.of(KIOSK).events());
        assertEquals(
                List.of(session(2), session(3)),
                past.of(KIOSK).unresolved().stream().map(Past.Unresolved::event).toList());
        try (Ledger ledger = Ledger.resume(file, past.index())) {
            ledger.acknowledged(KIOSK, RUN, new long[] {2});
        }
        assertTrue(account(new LedgerReader().index(folder)).isAcknowledged(2));
        assertEquals(6, Files.readAllLines(file).size());
    }

    @Test
    void aBrokenLineInTheMiddleIsAnError() throws Exception {
        Files.writeString(folder.resolve("fleet-x.ndjson"), "{\"what\":\"gener\n{}\n");
        IOException failure = assertThrows(IOException.class, () -> new LedgerReader().index(folder));
        assertTrue(String.valueOf(failure.getMessage()).startsWith("Line 1 of "));
    }

    @Test
    void aRunsLedgerIsNotWrittenOver() throws Exception {
        Ledger.begin(folder, RUN).close();
        assertThrows(FileAlreadyExistsException.class, () -> Ledger.begin(folder, RUN));
    }

    @Test
    void aFolderWithoutLedgersIsAnError() {
        assertThrows(IOException.class, () -> new LedgerReader().index(folder));
    }

    private static void wifi(Ledger ledger, long seq) {
        WifiSession session = session(seq);
        ledger.generated(KIOSK, session, new EventEncoder().encode(session));
    }

    private static WifiSession session(long seq) {
        return new WifiSession(id(seq), 1968, 36_211_733, 5_199_000, WifiSession.Network.OPEN);
    }

    private static EventId id(long seq) {
        return new EventId(seq, 1_795_449_845_123L, RUN);
    }

    private static Account account(LedgerIndex index) {
        Account account = index.account(KIOSK, RUN);
        assertNotNull(account);
        return account;
    }
}
