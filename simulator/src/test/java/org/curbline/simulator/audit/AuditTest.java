package org.curbline.simulator.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.privacy.PersonalData;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.audit.KeptMessages.KeptMessage;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.ledger.Ledger;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.ledger.SentMessages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuditTest {
    private static final ComputerCondition SLOWED = new ComputerCondition(
            7,
            ComputerCondition.NOT_SAID,
            12,
            ComputerCondition.Supply.OK,
            ComputerCondition.Processor.SLOWED,
            ComputerCondition.Link.UP,
            ComputerCondition.ClockState.KEPT);

    private static final KioskId KIOSK = new KioskId("mn-05-000001");
    private static final String RUN = "k3f";
    private static final long AT = 1_780_000_000_123L;
    private static final WifiSession SENT_FIRST =
            new WifiSession(id(1), 1968, 36_211_733, 5_199_000, WifiSession.Network.OPEN);

    private final Path folder;
    private final Ledger ledger;
    private final StoreInTest store = new StoreInTest();

    AuditTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.ledger = Ledger.begin(folder, RUN);
    }

    @BeforeEach
    void oneOfEachKindIsSentAndStored() {
        send(SENT_FIRST);
        send(new ChargingSession(id(2), 2, 600, 1_200));
        send(new Call(id(3), Call.CallKind.CITY_311, 63, Call.Outcome.COMPLETED));
        send(new TabletSession(id(4), TabletSession.Activity.MAPS, 80));
        send(new ServiceReport(id(5), Service.WIFI, ServiceReport.State.UP, ""));
        send(new HealthReport(id(6), 41.0, 12.5, 40.1, 22.0, 3_600, 0, SLOWED));
        ledger.acknowledged(KIOSK, RUN, new long[] {1, 2, 3, 4, 5, 6});
        store.put(
                EventKind.WIFI,
                at(1),
                row(1, "duration_seconds", 1968, "down_bytes", 36_211_733, "up_bytes", 5_199_000, "network", "open"));
        store.put(
                EventKind.CHARGING,
                at(2),
                row(2, "port", "2", "duration_seconds", 600, "energy_milliwatt_hours", 1200L));
        store.put(EventKind.CALL, at(3), row(3, "kind", "311", "duration_seconds", 63, "outcome", "completed"));
        store.put(EventKind.TABLET, at(4), row(4, "activity", "maps", "duration_seconds", 80));
        store.put(EventKind.STATUS, at(5), row(5, "service", "wifi", "state", "up"));
        store.put(
                EventKind.HEALTH,
                at(6),
                row(
                        6,
                        "temperature_celsius",
                        41,
                        "cpu_percent",
                        12.5,
                        "memory_percent",
                        40.1,
                        "disk_percent",
                        22.0,
                        "uptime_seconds",
                        3600,
                        "spooled_events",
                        0,
                        "load",
                        7,
                        "lost_events",
                        12,
                        "processor",
                        "slowed"));
    }

    @AfterEach
    void closeLedger() throws Exception {
        ledger.close();
    }

    @Test
    void balancesWhenEverythingIsStoredOnceAsItWas() throws Exception {
        AuditReport report = audit();
        assertEquals(List.of(), report.findings());
        assertTrue(report.balances());
        assertEquals("sent 6  stored 6  duplicate 2  quarantined 1  waiting 0  lost 0  twice 0", report.text());
    }

    @Test
    void findsALostEvent() throws Exception {
        store.rows(EventKind.CALL).clear();
        AuditReport report = audit();
        assertFalse(report.balances());
        assertEquals(new AuditCounts(6, 5, 0, 1, 0, 0, 0), report.counts());
        assertEquals(Finding.Fault.LOST, report.findings().get(0).fault());
        assertTrue(report.text().contains("seq 3\n    generated call run=k3f seq=3"), report.text());
    }

    @Test
    void findsADoubledEvent() throws Exception {
        store.rows(EventKind.TABLET).add(store.rows(EventKind.TABLET).get(0));
        AuditReport report = audit();
        assertFalse(report.balances());
        assertEquals(new AuditCounts(6, 6, 0, 0, 1, 0, 0), report.counts());
    }

    @Test
    void findsAnAlteredValue() throws Exception {
        store.rows(EventKind.WIFI).clear();
        store.put(
                EventKind.WIFI,
                at(1),
                row(1, "duration_seconds", 1968, "down_bytes", 36_211_734, "up_bytes", 5_199_000, "network", "open"));
        AuditReport report = audit();
        assertFalse(report.balances());
        assertEquals(new AuditCounts(6, 6, 0, 0, 0, 1, 0), report.counts());
        assertTrue(report.text().contains("down_bytes=36211733"), report.text());
        assertTrue(report.text().contains("down_bytes=36211734"), report.text());
    }

    @Test
    void findsAnAlteredTime() throws Exception {
        store.rows(EventKind.STATUS).clear();
        store.put(EventKind.STATUS, at(5) + 1_000_000, row(5, "service", "wifi", "state", "up"));
        assertEquals(1, audit().counts().differing());
    }

    @Test
    void findsAnInventedEvent() throws Exception {
        store.put(EventKind.TABLET, at(7), row(7, "activity", "maps", "duration_seconds", 80));
        AuditReport report = audit();
        assertFalse(report.balances());
        assertEquals(new AuditCounts(6, 6, 0, 0, 0, 0, 1), report.counts());
        assertTrue(report.text().contains("unknown: mn-05-000001 run k3f seq 7"), report.text());
    }

    @Test
    void findsAnEventThatIsStoredUnderTwoKinds() throws Exception {
        store.put(EventKind.TABLET, at(1), row(1, "activity", "maps", "duration_seconds", 80));
        assertEquals(new AuditCounts(6, 6, 0, 0, 1, 1, 0), audit().counts());
    }

    @Test
    void whatWasNeitherAcknowledgedNorStoredIsWaiting() throws Exception {
        send(new TabletSession(id(7), TabletSession.Activity.BROWSING, 5));
        AuditReport report = audit();
        assertFalse(report.balances());
        assertEquals(new AuditCounts(7, 6, 1, 0, 0, 0, 0), report.counts());
    }

    @Test
    void whatIsStoredButNotYetAcknowledgedIsStored() throws Exception {
        send(new TabletSession(id(7), TabletSession.Activity.BROWSING, 5));
        store.put(EventKind.TABLET, at(7), row(7, "activity", "browsing", "duration_seconds", 5));
        assertTrue(audit().balances());
    }

    @Test
    void whatWasRefusedIsNotExpectedInTheStore() throws Exception {
        send(new TabletSession(id(7), TabletSession.Activity.BROWSING, 5));
        ledger.refused(KIOSK, RUN, new long[] {7}, 0x99);
        AuditReport report = audit();
        assertTrue(report.balances());
        assertEquals(7, report.counts().sent());
    }

    @Test
    void whatHadToBeRefusedIsInQuarantineAndNowhereElse() throws Exception {
        spoil(7, Spoil.URL);
        spoil(8, Spoil.URL);
        spoil(9, Spoil.TRUNCATED);
        ledger.refused(KIOSK, RUN, new long[] {7, 8, 9}, 0x99);
        AuditReport report = audit(Map.of("PERSONAL_DATA", 2L, "MALFORMED_JSON", 1L));
        assertTrue(report.balances(), report.text());
        assertTrue(report.text().endsWith("refused    MALFORMED_JSON 1  PERSONAL_DATA 2  differing 0"), report.text());
    }

    /** One too few, one too many, one for another reason. */
    @ParameterizedTest
    @CsvSource({"1,1,0", "3,1,0", "2,1,1", "2,0,0"})
    void findsARefusedCountThatIsOff(long personal, long malformed, long other) throws Exception {
        spoil(7, Spoil.URL);
        spoil(8, Spoil.URL);
        spoil(9, Spoil.TRUNCATED);
        ledger.refused(KIOSK, RUN, new long[] {7, 8, 9}, 0x99);
        AuditReport report =
                audit(Map.of("PERSONAL_DATA", personal, "MALFORMED_JSON", malformed, "STORE_REFUSED", other));
        assertFalse(report.balances(), report.text());
        assertTrue(report.text().contains("refused: mn-05-000001 "), report.text());
    }

    @Test
    void whatWasSentAgainMayBeInQuarantineForEachTime() throws Exception {
        spoil(7, Spoil.URL);
        ledger.again(KIOSK, RUN, new long[] {7});
        ledger.refused(KIOSK, RUN, new long[] {7}, 0x99);
        assertTrue(audit(Map.of("PERSONAL_DATA", 1L)).balances());
        assertTrue(audit(Map.of("PERSONAL_DATA", 2L)).balances());
        assertFalse(audit(Map.of("PERSONAL_DATA", 3L)).balances());
    }

    @Test
    void aGoodEventThatIsRefusedAndNotKeptIsFound() throws Exception {
        send(new TabletSession(id(7), TabletSession.Activity.BROWSING, 5));
        ledger.refused(KIOSK, RUN, new long[] {7}, 0x99);
        AuditReport report = audit(Map.of());
        assertFalse(report.balances());
        assertTrue(report.text().contains("IN_THE_FUTURE or TOO_OLD: 0 in quarantine, and there must be 1"));
        assertTrue(audit(Map.of("TOO_OLD", 1L)).balances());
    }

    @Test
    void aSpoiledEventThatIsStoredIsFound() throws Exception {
        spoil(7, Spoil.E_MAIL);
        ledger.acknowledged(KIOSK, RUN, new long[] {7});
        store.put(EventKind.TABLET, at(7), row(7, "activity", "browsing", "duration_seconds", 5));
        AuditReport report = audit(Map.of());
        assertEquals(1, report.counts().unknown());
        assertEquals(Finding.Fault.SPOILED, report.findings().get(0).fault());
    }

    @Test
    void aHoleIsALossUnlessTheKioskDroppedIt() throws Exception {
        TabletSession session = new TabletSession(id(7), TabletSession.Activity.BROWSING, 5);
        send(session);
        ledger.dropped(KIOSK, session, "spool-overflow");
        AuditReport report = audit(Map.of());
        assertTrue(report.balances(), report.text());
        assertTrue(report.text().endsWith("dropped    spool-overflow 1"), report.text());
        store.rows(EventKind.CALL).clear();
        assertEquals(1, audit(Map.of()).counts().lost());
    }

    @Test
    void whatOthersSentInAKiosksNameIsForeignAndNoDifference() throws Exception {
        Map<String, Object> row = new HashMap<>(row(1, "activity", "maps", "duration_seconds", 80));
        row.remove("run");
        store.put(EventKind.TABLET, at(1), row);
        AuditReport report = audit();
        assertTrue(report.balances());
        String time = "\n  stored: by other runs for these kiosks, from 2026-05-28T20:25:41Z to 2026-05-28T20:27:46Z,"
                + " the time that is audited; what is stored before and after it is not counted";
        assertTrue(report.text().endsWith("\nforeign    stored 1" + time), report.text());
        String other = new String(new EventEncoder().encode(SENT_FIRST), UTF_8).replace("1968", "1969");
        report = audit(List.of(
                keptOf("usage/wifi", "MISSING_FIELD", "{\"seq\":2}"),
                keptOf("usage/wifi", "TOO_OLD", other),
                keptOf("usage/tablet", "TOO_OLD", other),
                keptOf("no/topic", "UNKNOWN_TOPIC", other),
                new KeptMessage("", "auto-1F", "kiosks", "UNKNOWN_TOPIC", "", "base64:")));
        assertTrue(report.balances(), report.text());
        assertTrue(
                report.text().endsWith("\nforeign    stored 1  MISSING_FIELD 1  TOO_OLD 2  UNKNOWN_TOPIC 2" + time),
                report.text());
    }

    /** As a run before that was killed left them, in the same store and of the same kiosks. */
    @Test
    void ofAnEarlierRunIsCountedWhatIsOfTheAuditedTimeAndTheTimeIsSaid() throws Exception {
        for (long seq : new long[] {-600, -120, -30, 5, 3_600}) {
            Map<String, Object> row = row(1, "run", "before", "activity", "maps", "duration_seconds", 80);
            store.put(EventKind.TABLET, at(seq), row);
        }
        String report = audit().text();
        assertTrue(
                report.contains("\nforeign    stored 2\n  stored: by other runs for these kiosks, from "
                        + Instant.ofEpochMilli(AT + 1_000).minusSeconds(60).truncatedTo(ChronoUnit.SECONDS) + " to "
                        + Instant.ofEpochMilli(AT + 6_000).plusSeconds(60).truncatedTo(ChronoUnit.SECONDS)
                        + ", the time that is audited; what is stored before and after it is not counted"),
                report);
    }

    /** What is as the kiosk made it, by itself and in an array, is not of others. */
    @Test
    void whatTheKioskSentAndIsInQuarantineIsFound() throws Exception {
        String sent = new String(new EventEncoder().encode(SENT_FIRST), UTF_8);
        for (String each : List.of(sent, '[' + sent + ',' + sent + ']')) {
            AuditReport report = audit(List.of(keptOf("usage/wifi", "STORE_REFUSED", each)));
            assertFalse(report.balances(), report.text());
            assertTrue(report.text().contains("STORE_REFUSED: 1 in quarantine, and there must be 0"), report.text());
            assertFalse(report.text().contains("foreign"), report.text());
        }
    }

    @Test
    void whyAGatewayTakesNothingOfAKioskIsSaid() throws Exception {
        TabletSession session = new TabletSession(id(7), TabletSession.Activity.BROWSING, 5);
        send(session);
        ledger.refused(KIOSK, RUN, new long[] {7}, 0x87);
        String sent = new String(new EventEncoder().encode(session), UTF_8);
        String why = "This kiosk is not in the registry (import it, or set mqtt.accept-unknown)";
        AuditReport report = audit(List.of(refusedAsNobodys(KIOSK.value(), sent, why)));
        assertFalse(report.balances(), report.text());
        assertTrue(
                report.text()
                        .endsWith("refused    NOT_AUTHORIZED 1  differing 1\n  refused: what 1 kiosk sent,"
                                + " as the gateway takes nothing of it: " + why),
                report.text());
        report = audit(List.of(refusedAsNobodys("auto-1F", sent, why)));
        assertTrue(report.text().contains("foreign    stored 0  NOT_AUTHORIZED 1"), report.text());
    }

    @Test
    void kiosksForWhichOthersReportedAreNamed() throws Exception {
        assertEquals(Set.of(), audit().alsoReported());
        store.put(EventKind.TABLET, at(1), row(1, "run", "other", "activity", "maps", "duration_seconds", 80));
        assertEquals(Set.of(), audit().alsoReported());
        store.put(EventKind.STATUS, at(5), row(5, "run", "other", "service", "wifi", "state", "down"));
        assertEquals(Set.of(KIOSK), audit().alsoReported());
    }

    /** Each as a quarantine keeps it, and with something else in it. */
    @ParameterizedTest
    @EnumSource
    void whatAKioskSpoiledIsKnownByEveryByte(Spoil spoil) {
        TabletSession event = new TabletSession(id(7), TabletSession.Activity.BROWSING, 5);
        byte[] json = new EventEncoder().encode(event);
        byte[] sent = spoil.applied(json);
        Charset charset = spoil == Spoil.FLIPPED ? ISO_8859_1 : UTF_8;
        String kept = PersonalData.redact(new String(sent, charset));
        SentMessages messages = new SentMessages(ledger.index());
        assertFalse(messages.include(KIOSK, EventKind.TABLET, kept.getBytes(charset)));
        ledger.generated(KIOSK, event, json, spoil);
        assertTrue(messages.include(KIOSK, EventKind.TABLET, kept.getBytes(charset)));
        assertFalse(messages.include(KIOSK, EventKind.TABLET, (kept + ' ').getBytes(charset)));
        assertFalse(messages.include(new KioskId("mn-05-000002"), EventKind.TABLET, kept.getBytes(charset)));
    }

    @Test
    void aLedgerReadFromItsFileGivesTheSameResult() throws Exception {
        send(new TabletSession(id(7), TabletSession.Activity.BROWSING, 5));
        TabletSession gone = new TabletSession(id(8), TabletSession.Activity.BROWSING, 5);
        send(gone);
        ledger.dropped(KIOSK, gone, "lost-memory");
        spoil(9, Spoil.HIDDEN);
        ledger.again(KIOSK, RUN, new long[] {9});
        ledger.refused(KIOSK, RUN, new long[] {9}, 0x99);
        ledger.flush();
        KeptMessages kept = kept(Map.of("PERSONAL_DATA", 4L));
        AuditReport inMemory = new Audit(store, kept).compare(ledger.index(), folder, new Books(2, 1));
        AuditReport fromFile =
                new Audit(store, kept).compare(new LedgerReader().index(folder), folder, new Books(2, 1));
        assertEquals(inMemory, fromFile);
    }

    @Test
    void comparesTheEstimateOfDevicesWithThoseThatWereCounted() throws Exception {
        for (long seq = 7; seq <= 8; seq++) {
            ClientSketch sketch = new ClientSketch(id(seq), "a1", 86_400, "BAEQDgAKzJMBAAAAAQAAABuBAQA=");
            send(sketch);
            ledger.counted(
                    KIOSK,
                    sketch,
                    LongStream.range(100 * seq, 100 * seq + 120).boxed().toList());
            ledger.acknowledged(KIOSK, RUN, new long[] {seq});
        }
        ledger.counted(KIOSK, new ClientSketch(id(9), "a1", 86_400, ""), List.of(1L)); // never stored
        Map<String, Object> stored =
                row(7, "salt", "a1", "duration_seconds", 86_400, "sketch", "BAEQDgAKzJMBAAAAAQAAABuBAQA=");
        store.put(EventKind.CLIENTS, at(7), stored);
        stored = new HashMap<>(stored);
        stored.put("seq", 8L);
        store.put(EventKind.CLIENTS, at(8), stored);

        store.devices = new StoredEvents.Devices(222, 218, 226);
        AuditReport report = audit();
        assertTrue(report.balances(), report.text());
        assertTrue(report.text().contains("told 222 (218 to 226), true 220"), report.text());

        store.devices = new StoredEvents.Devices(225, 220, 230);
        assertFalse(audit().balances(), "2.3 % off");
        assertTrue(audit().text().endsWith("more than 2 % off"), audit().text());

        store.put(EventKind.CLIENTS, at(7), row(7, "run", "other"));
        assertTrue(audit().balances(), "what others counted is in the estimate, too");
        assertTrue(audit().text().contains("not compared"), audit().text());
    }

    private AuditReport audit() throws Exception {
        ledger.flush();
        return new Audit(store, 2).compare(ledger.index(), folder, new Books(2, 1));
    }

    private AuditReport audit(Map<String, Long> inQuarantine) throws Exception {
        return audit(kept(inQuarantine));
    }

    private AuditReport audit(List<KeptMessage> inQuarantine) throws Exception {
        return audit(kept(inQuarantine));
    }

    private AuditReport audit(KeptMessages inQuarantine) throws Exception {
        ledger.flush();
        return new Audit(store, inQuarantine).compare(ledger.index(), folder, new Books(2, 1));
    }

    /** Of what the kiosk sent. */
    private static KeptMessages kept(Map<String, Long> byReason) {
        byte[] sent = new EventEncoder().encode(SENT_FIRST);
        List<KeptMessage> messages = new ArrayList<>();
        byReason.forEach((reason, count) -> messages.addAll(
                Collections.nCopies(count.intValue(), keptOf("usage/wifi", reason, new String(sent, UTF_8)))));
        return kept(messages);
    }

    private static KeptMessages kept(List<KeptMessage> messages) {
        return (since, consumer) -> {
            messages.forEach(consumer);
            return 0;
        };
    }

    private static KeptMessage keptOf(String topic, String reason, String payload) {
        return new KeptMessage(KIOSK.value(), KIOSK.value(), "kiosks/" + KIOSK + '/' + topic, reason, "", payload);
    }

    private static KeptMessage refusedAsNobodys(String sender, String payload, String why) {
        return new KeptMessage("", sender, "kiosks/" + KIOSK + "/usage/tablet", "NOT_AUTHORIZED", why, payload);
    }

    private void spoil(long seq, Spoil spoil) {
        TabletSession event = new TabletSession(id(seq), TabletSession.Activity.BROWSING, 5);
        ledger.generated(KIOSK, event, new EventEncoder().encode(event), spoil);
    }

    private void send(KioskEvent event) {
        ledger.generated(KIOSK, event, new EventEncoder().encode(event));
    }

    private static EventId id(long seq) {
        return new EventId(seq, AT + seq * 1_000, RUN);
    }

    /** With digits finer than a millisecond, as the store has them. */
    private static long at(long seq) {
        return (AT + seq * 1_000) * 1_000_000 + seq;
    }

    private static Map<String, Object> row(long seq, Object... namesAndValues) {
        Map<String, Object> row = new HashMap<>(Map.of("seq", seq, "run", RUN, "kiosk", KIOSK.value()));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    /** A store in memory that a test can spoil. */
    private static final class StoreInTest implements StoredEvents {
        private final Map<EventKind, List<StoredEvent>> rows = new HashMap<>();
        private @Nullable Devices devices;

        @Override
        public @Nullable Devices devices(Collection<KioskId> kiosks, Instant from, Instant to) {
            assertEquals(List.of(KIOSK), kiosks);
            assertEquals(AT + 7_000, from.toEpochMilli());
            assertEquals(AT + 8_001, to.toEpochMilli());
            return devices;
        }

        void put(EventKind kind, long timestampNanos, Map<String, Object> values) {
            rows(kind).add(new StoredEvent(timestampNanos, values));
        }

        List<StoredEvent> rows(EventKind kind) {
            return rows.computeIfAbsent(kind, key -> new ArrayList<>());
        }

        @Override
        public void forEach(Question question, Consumer<StoredEvent> consumer) {
            for (StoredEvent event : rows.getOrDefault(question.kind(), List.of())) {
                long millis = event.timestampNanos() / 1_000_000;
                if (question.kiosk().equals(KIOSK)
                        && millis >= question.from().toEpochMilli()
                        && millis < question.to().toEpochMilli()) {
                    consumer.accept(event);
                }
            }
        }
    }
}
