package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.Truth;
import org.curbline.simulator.ledger.Ledger;
import org.curbline.simulator.ledger.LedgerReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An hour of one kiosk, whose fault lasts from the tenth minute to the thirtieth, and answers that are right or not.
 */
class StatusAuditTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final long NOON = Instant.parse("2026-11-23T17:00:00Z").toEpochMilli();

    private final Path folder;
    private final Ledger ledger;
    private final AnswersInTest answers = new AnswersInTest();

    StatusAuditTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.ledger = Ledger.begin(folder, "k3f");
    }

    @AfterEach
    void closeLedger() throws Exception {
        ledger.close();
    }

    @Test
    void agreesWithWhatIsSaidInTime() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.say("unknown 0:40, up 10:30, down 30:30, up 60:00");
        StatusReport report = audit();
        assertTrue(report.agrees(), report.text());
        assertTrue(report.text().startsWith("faults     dead 1"), report.text());
    }

    @Test
    void catchesADeadServiceThatIsShownUpForAMinuteLonger() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.say("unknown 0:40, up 11:30, down 30:30, up 60:00");
        StatusReport report = audit();
        assertFalse(report.agrees());
        assertEquals("seen", report.differences().get(0).what());
        assertTrue(
                report.text()
                        .contains("seen: mn-05-000001 call is shown up from 2026-11-23T17:11:01Z to"
                                + " 2026-11-23T17:11:30Z; it is DOWN and says DOWN since 2026-11-23T17:10:00Z"),
                report.text());
    }

    @Test
    void catchesAKioskWithoutPowerThatIsShownUpForAMinuteLonger() throws Exception {
        anHourWith(Fault.of(FaultKind.POWER_CUT, at(10), at(30)));
        answers.ofKiosk = true;
        answers.say("unknown 0:40, up 11:30, unknown 30:40, up 60:00"); // its last report was at 9:30
        assertTrue(audit().agrees(), audit().text());
        answers.say("unknown 0:40, up 12:30, unknown 30:40, up 60:00");
        assertFalse(audit().agrees());
    }

    @Test
    void catchesAServiceThatIsShownDownAndIsNot() throws Exception {
        anHourWith(fault(FaultKind.DEGRADED));
        answers.say("unknown 0:40, up 10:30, degraded 30:30, up 60:00");
        assertTrue(audit().agrees(), audit().text());
        answers.say("unknown 0:40, up 10:30, degraded 30:30, up 45:00, down 45:05, up 60:00");
        assertFalse(audit().agrees());
    }

    @Test
    void catchesARecoveryThatIsNotShown() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.say("unknown 0:40, up 10:30, down 40:00, up 60:00");
        assertFalse(audit().agrees());
    }

    @Test
    void whatASpoolTellsIsKnownAndWasNotSeen() throws Exception {
        anHourWith(Fault.of(FaultKind.NETWORK_AWAY, at(10), at(30)));
        answers.ofKiosk = true;
        answers.seen = "unknown 0:40, up 10:30, unknown 30:10, up 60:00";
        answers.known = "unknown 0:40, up 60:00";
        assertTrue(audit().agrees(), audit().text());
        answers.seen = answers.known;
        assertFalse(audit().agrees(), "it was shown up while it could not be heard");
        answers.seen = "unknown 0:40, up 10:30, unknown 30:10, up 60:00";
        answers.known = answers.seen;
        assertFalse(audit().agrees(), "what the spool told is not known");
    }

    @Test
    void aSilentFailureMayBeSuspectedAndASoundServiceMayNot() throws Exception {
        anHourWith(fault(FaultKind.SILENT));
        answers.say("unknown 0:40, up 60:00");
        assertTrue(audit().agrees(), audit().text());
        answers.say("unknown 0:40, up 25:00, suspect 31:00, up 60:00");
        assertTrue(audit().agrees(), audit().text());
        answers.service = Service.WIFI;
        assertFalse(audit().agrees(), "that one was sound");
    }

    @Test
    void availabilityMustFollowFromWhatIsKnown() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.say("unknown 0:40, up 10:30, down 30:30, up 60:00");
        answers.workedSeconds = -60;
        StatusReport report = audit();
        assertEquals(4, report.differences().size(), report.text());
        assertEquals("availability", report.differences().get(0).what());
    }

    @Test
    void aWrongClockIsNotToldFromWhatItSpeaksOf() throws Exception {
        long twoHours = Duration.ofHours(2).toMillis();
        anHourWith(new Fault(FaultKind.WRONG_CLOCK, null, at(10), at(30), -twoHours));
        answers.ofKiosk = true;
        answers.say("unknown 0:40, up 11:30, unknown 30:30, up 60:00");
        assertTrue(audit().agrees(), audit().text());
    }

    @Test
    void onceAClockIsRightAgainItsReportsCountAgain() throws Exception {
        long twoHours = Duration.ofHours(2).toMillis();
        anHourWith(
                new Fault(FaultKind.WRONG_CLOCK, null, at(10), at(30), twoHours),
                Fault.of(FaultKind.POWER_CUT, at(45), at(60)));
        answers.ofKiosk = true;
        answers.say("unknown 0:40, up 11:30, unknown 30:30, up 46:30, unknown 60:00");
        assertTrue(audit().agrees(), audit().text());
        answers.say("unknown 0:40, up 11:30, unknown 30:30, up 47:30, unknown 60:00");
        assertFalse(audit().agrees());
    }

    @Test
    void whatAFullSpoolNeverMadeIsNotAskedFor() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        ledger.unmade(KIOSK, at(40));
        answers.to = at(40);
        answers.say("unknown 0:40, up 10:30, down 30:30, up 40:00");
        assertTrue(audit().agrees(), audit().text());
        ledger.flush();
        StatusReport fromFile = new StatusAudit(answers, Duration.ZERO).compare(new LedgerReader().index(folder));
        assertTrue(fromFile.agrees(), fromFile.text());

        report(Service.WIFI, 10_000, at(60) + 1); // the run goes on
        answers.to = at(60) + 1;
        answers.say("unknown 0:40, up 10:30, down 30:30, up 40:00, unknown 60:00");
        assertFalse(audit().agrees());
    }

    @Test
    void whatAKioskWasSeenToBeIsComparedFromItsNextReportOnceItHadToldItsPast() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.known = "unknown 0:40, up 10:30, down 30:30, up 60:00";
        answers.seen = "unknown 21:01, down 30:30, up 60:00";
        answers.seenOfOthers = "unknown 21:01, up 60:00";
        assertFalse(audit().agrees(), "it was there from the beginning");
        ledger.behind(KIOSK, at(0));
        ledger.live(KIOSK, at(20));
        answers.seenFrom = at(21) + 1_000;
        assertTrue(audit().agrees(), audit().text());
        assertEquals(audit().text(), auditOfTheFile().text());
        assertTrue(audit().text().contains("\nseen       services 4  intervals "), audit().text());
        assertFalse(audit().text().contains("behind"), audit().text());
        answers.seen = "unknown 21:01, up 21:05, down 30:30, up 60:00";
        assertFalse(audit().agrees(), "it was there by then");
    }

    @Test
    void aKioskThatToldOfItsPastUntilTheEndWasSeenInNoOtherAndThatIsSaid() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.known = "unknown 0:40, up 10:30, down 30:30, up 60:00";
        answers.seen = "unknown 60:00";
        answers.seenOfOthers = answers.seen;
        assertFalse(audit().agrees(), "it was there from the beginning");
        ledger.behind(KIOSK, at(0));
        StatusReport report = audit();
        assertTrue(
                report.text()
                        .endsWith("\nbehind     kiosks whose seen history is not compared, as they told of their"
                                + " past for too long 1"),
                report.text());
        assertFalse(report.text().contains("\nseen "), report.text());
        assertEquals(report.text(), auditOfTheFile().text());
        ledger.live(KIOSK, at(59)); // no report is due before the end
        assertEquals(report.text(), audit().text());
        ledger.live(KIOSK, at(58));
        answers.seenFrom = at(59) + 1_000;
        assertFalse(audit().agrees());
    }

    @Test
    void whatWasShownWhenAConnectionWasCutMayBeShownUntilTheKioskIsBack() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        String lateByTheCut = "unknown 0:40, up 10:30, down 31:15, unknown 31:20, up 60:00";
        answers.sayIsSeen(lateByTheCut);
        assertFalse(audit().agrees(), "without a cut it is too late");
        ledger.cut(KIOSK, at(31));
        assertTrue(audit().agrees(), audit().text());
        ledger.flush();
        StatusReport fromFile = new StatusAudit(answers, Duration.ZERO).compare(new LedgerReader().index(folder));
        assertTrue(fromFile.agrees(), fromFile.text());

        answers.sayIsSeen("unknown 0:40, up 10:30, down 31:25, up 60:00");
        assertFalse(audit().agrees(), "it is back by then");
        answers.sayIsSeen("unknown 0:40, up 10:30, down 30:30, degraded 31:10, up 60:00");
        assertFalse(audit().agrees(), "nothing new may be said of it");
    }

    @Test
    void aKioskForWhichOthersReportedIsNotComparedAndThatIsSaid() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.say("unknown 0:40, degraded 60:00");
        assertFalse(audit().agrees());
        StatusReport report = new StatusAudit(answers, Duration.ZERO).compare(ledger.index(), Set.of(KIOSK));
        assertTrue(report.agrees(), report.text());
        assertTrue(
                report.text().endsWith("\nforeign    kiosks not compared, as others reported for them 1"),
                report.text());
        assertFalse(audit().text().contains("foreign"), audit().text());
    }

    @Test
    void aLedgerReadFromItsFileGivesTheSameResult() throws Exception {
        anHourWith(fault(FaultKind.DEAD));
        answers.say("unknown 0:40, up 11:30, down 30:30, up 60:00");
        ledger.flush();
        StatusReport fromFile = new StatusAudit(answers, Duration.ZERO).compare(new LedgerReader().index(folder));
        assertEquals(audit().text(), fromFile.text());
    }

    private StatusReport auditOfTheFile() throws Exception {
        ledger.flush();
        return new StatusAudit(answers, Duration.ZERO).compare(new LedgerReader().index(folder));
    }

    private StatusReport audit() throws Exception {
        return new StatusAudit(answers, Duration.ZERO).compare(ledger.index());
    }

    private static Fault fault(FaultKind kind) {
        return Fault.of(kind, Service.CALL, at(10), at(30));
    }

    private static long at(int minute) {
        return NOON + Duration.ofMinutes(minute).toMillis();
    }

    /** Each service reports at half past every minute, and once more at the end. */
    private void anHourWith(Fault... faults) {
        ledger.liveFrom(Instant.ofEpochMilli(NOON));
        Truth truth = new Truth(FaultPlan.everywhere(List.of(faults)).of(KIOSK, 1, NOON), NOON);
        Truth.Listener into = new Truth.Listener() {
            @Override
            public void begins(Fault begun) {
                ledger.begins(KIOSK, begun);
            }

            @Override
            public void holds(TrueState state) {
                ledger.holds(KIOSK, state);
            }
        };
        long seq = 0;
        for (int minute = 0; minute < 60; minute++) {
            long reported = at(minute) + 30_000;
            truth.tell(reported, into);
            if (Stream.of(faults).noneMatch(each -> silences(each, reported))) {
                for (Service service : Service.values()) {
                    report(service, ++seq, reported);
                }
            }
        }
        report(Service.WIFI, ++seq, at(60));
    }

    private static boolean silences(Fault fault, long at) {
        return at >= fault.fromMillis()
                && at < fault.toMillis()
                && fault.kind() != FaultKind.NETWORK_AWAY
                && !fault.kind().isOfService();
    }

    private void report(Service service, long seq, long at) {
        ServiceReport report = new ServiceReport(new EventId(seq, at, "k3f"), service, State.UP, "");
        ledger.generated(KIOSK, report, new EventEncoder().encode(report));
    }

    /** Says of all services but one that they were up, and of that one what it is told to. */
    private static final class AnswersInTest implements StatusAnswers {
        private static final String SOUND = "unknown 0:40, up 60:00";

        private String seen = SOUND;
        private String known = SOUND;
        private Service service = Service.CALL;
        /** Whether the same is said of all services. */
        private boolean ofKiosk;

        private double workedSeconds;
        private String seenOfOthers = SOUND;
        private long seenFrom = NOON;
        private long to = at(60);

        void say(String both) {
            seen = both;
            known = both;
        }

        void sayIsSeen(String said) {
            seen = said;
            known = "unknown 0:40, up 10:30, down 30:30, up 60:00";
        }

        @Override
        public Duration allowedAge(KioskId kiosk) {
            return Duration.ofMinutes(2);
        }

        @Override
        public Map<Service, List<Shown>> history(KioskId kiosk, View view, Instant from, Instant to) {
            assertEquals(Instant.ofEpochMilli(view == View.SEEN ? seenFrom : NOON), from);
            assertEquals(Instant.ofEpochMilli(this.to), to);
            String said = view == View.SEEN ? seen : known;
            String ofOthers = view == View.SEEN ? seenOfOthers : SOUND;
            Map<Service, List<Shown>> services = new EnumMap<>(Service.class);
            for (Service each : Service.values()) {
                services.put(each, shown(ofKiosk || each == service ? said : ofOthers, from.toEpochMilli()));
            }
            return services;
        }

        private static List<Shown> shown(String said, long askedFrom) {
            List<Shown> shown = new ArrayList<>();
            long from = NOON;
            for (String each : said.split(", ", -1)) {
                String[] words = each.split("[ :]", -1);
                long to = at(Integer.parseInt(words[1])) + Integer.parseInt(words[2]) * 1_000L;
                if (to > askedFrom) {
                    shown.add(new Shown(words[0], "", Math.max(from, askedFrom), to));
                }
                from = to;
            }
            return shown;
        }

        @Override
        public Map<Service, Double> workedSeconds(KioskId kiosk, Instant from, Instant to) {
            Map<Service, Double> worked = new EnumMap<>(Service.class);
            history(kiosk, View.KNOWN, from, to)
                    .forEach((each, shown) -> worked.put(
                            each,
                            workedSeconds
                                    + shown.stream()
                                                    .filter(Shown::isWorking)
                                                    .mapToLong(part -> part.toMillis() - part.fromMillis())
                                                    .sum()
                                            / 1000.0));
            return worked;
        }
    }
}
