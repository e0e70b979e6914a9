package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.HttpApi.Table;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The week in which New York's clocks go back, two sessions in it, and a kiosk of which three services report. */
class OpenDataAuditTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant SUNDAY = Instant.parse("2026-11-01T04:00:00Z");
    private static final Instant NEXT_SUNDAY = Instant.parse("2026-11-08T05:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-11T12:00:00Z");
    private static final Instant REPORTED = Instant.parse("2026-11-11T11:59:30.125Z");

    private final StoredOfKiosks stored = new StoredOfKiosks(new LedgerSpan(SUNDAY, NOW), NEW_YORK);
    private final Map<String, String> week = new HashMap<>();
    private final Map<String, String> kiosk = new HashMap<>();
    private Instant asOf = NOW;
    private long sessions = 2;
    private int asked;

    @BeforeEach
    void whatIsRight() {
        stored.hears(KIOSK, EventKind.WIFI, session(SUNDAY, 61, 2_000_000, 600_000));
        stored.hears(KIOSK, EventKind.WIFI, session(NEXT_SUNDAY.minusMillis(1), 3_600, 1_000_000, 0));
        stored.hears(KIOSK, EventKind.WIFI, session(NEXT_SUNDAY, 1, 1, 1)); // of the week after
        stored.hears(KIOSK, EventKind.STATUS, report("wifi", "up", REPORTED));
        stored.hears(KIOSK, EventKind.STATUS, report("wifi", "down", REPORTED.minusSeconds(60)));
        stored.hears(KIOSK, EventKind.STATUS, report("tablet", "degraded", REPORTED));
        stored.hears(KIOSK, EventKind.STATUS, report("call", "down", REPORTED));
        week.put("Report Ending (weekly starting on Sundays)", "11/08/2026");
        week.put("Number of Sessions", "2");
        week.put("Average Session Length", "00:30:31");
        week.put("TB Downloaded", "0.000003");
        week.put("TB Uploaded", "0.000001");
        kiosk.put("site_id", KIOSK.value());
        kiosk.put("wifi_status", "up");
        kiosk.put("tablet_status", "up");
        kiosk.put("phone_status", "down");
        for (String last : List.of("wifi_last_ts", "tablet_last_ts", "dialer_last_ts")) {
            kiosk.put(last, "2026-11-11 06:59:30.125");
        }
    }

    @Test
    void agreesWithWhatIsStored() throws Exception {
        Compared compared = compare();
        assertTrue(compared.agrees(), compared.text());
        assertEquals("open data  weeks 1  services 3  not told 0  differing 0", compared.text());
    }

    @ParameterizedTest
    @CsvSource({
        "Number of Sessions, 3",
        "Average Session Length, 00:30:30",
        "TB Downloaded, 0.000002",
        "TB Uploaded, 0",
    })
    void findsAWrongWeek(String column, String value) throws Exception {
        week.put(column, value);
        Compared compared = compare();
        assertEquals(1, compared.differences().size(), compared.text());
        assertTrue(compared.text().contains("; stored are 2, 00:30:31, 0.000003, 0.000001"), compared.text());
    }

    @ParameterizedTest
    @CsvSource({
        "wifi_status, down",
        "wifi_status, broken",
        "tablet_status, down",
        "phone_status, up",
        "wifi_last_ts, 2026-11-11 06:58:30.125",
        "dialer_last_ts, ''",
    })
    void findsAWrongStatus(String column, String value) throws Exception {
        kiosk.put(column, value);
        Compared compared = compare();
        assertEquals(1, compared.differences().size(), compared.text());
        assertTrue(compared.text().contains("open data: mn-05-000001's "), compared.text());
    }

    @Test
    void findsAStatusOfWhatNeverReported() throws Exception {
        StoredOfKiosks silent = new StoredOfKiosks(new LedgerSpan(NEXT_SUNDAY, NOW), NEW_YORK);
        assertEquals(3, compare(silent).differences().size());
    }

    /** The fleet was started again on a store that knows it. */
    @Test
    void leavesOutWhatARunBeforeReported() throws Exception {
        StoredOfKiosks anew =
                new StoredOfKiosks(new LedgerSpan(REPORTED.plusSeconds(1), NOW.plusSeconds(60)), NEW_YORK);
        assertEquals(
                "open data  weeks 0  services 0  not told 0  differing 0",
                compare(anew).text());
        anew.hears(KIOSK, EventKind.STATUS, report("wifi", "up", NOW));
        assertEquals(1, compare(anew).differences().size(), "it reported since, and the older report is told");
    }

    @Test
    void sayingNothingIsNoLieAndIsCounted() throws Exception {
        kiosk.put("wifi_status", "");
        assertEquals(
                "open data  weeks 1  services 2  not told 1  differing 0",
                compare().text());
    }

    @Test
    void leavesOutWhatOthersUsedToo() throws Exception {
        week.put("Number of Sessions", "3");
        sessions = 3;
        assertEquals(
                "open data  weeks 0  services 3  not told 0  differing 0",
                compare().text());
    }

    @Test
    void asksAgainWhatIsNotYetAsOfNow() throws Exception {
        week.put("Number of Sessions", "1");
        asOf = NOW.minusSeconds(5);
        Compared compared = compare();
        assertTrue(compared.agrees(), compared.text());
        assertEquals(2, asked);
    }

    private Compared compare() throws Exception {
        return compare(stored);
    }

    private Compared compare(StoredOfKiosks against) throws Exception {
        return new OpenDataAudit(new AnswersInTest(), () -> NOW, Duration.ofMinutes(1))
                .compare(List.of(KIOSK), against);
    }

    private static StoredEvent session(Instant at, long seconds, long down, long up) {
        return event(at, Map.of("duration_seconds", seconds, "down_bytes", down, "up_bytes", up));
    }

    private static StoredEvent report(String service, String state, Instant at) {
        return event(at, Map.of("service", service, "state", state));
    }

    private static StoredEvent event(Instant at, Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("seq", 1L);
        return new StoredEvent(TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli()), all);
    }

    /** By the second answer all is counted. */
    private final class AnswersInTest implements OpenDataAudit.Answers {
        @Override
        public Table weeks() {
            asked++;
            if (asked > 1) {
                week.put("Number of Sessions", "2");
                asOf = NOW;
            }
            return new Table(asOf, List.of(week));
        }

        @Override
        public Table kiosks() {
            return new Table(NOW, List.of(kiosk));
        }

        @Override
        public long sessions(Instant from, Instant to) {
            return from.equals(SUNDAY) && to.equals(NEXT_SUNDAY) ? sessions : -1;
        }
    }
}
