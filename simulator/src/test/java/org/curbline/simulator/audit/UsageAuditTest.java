package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;
import org.curbline.simulator.ledger.Ledger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Saturday and Sunday on which New York's clocks go back, three uses at two kiosks, and answers right or not. */
class UsageAuditTest {
    private static final KioskId FIRST = KioskId.of("mn-05-000001");
    private static final KioskId SECOND = KioskId.of("bk-01-000001");
    /** 01:30 in New York, for the first time. */
    private static final Instant SUMMER = Instant.parse("2026-11-01T05:30:00Z");
    /** 01:30, for the second. */
    private static final Instant WINTER = Instant.parse("2026-11-01T06:30:00Z");

    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final Instant THE_EVENING_BEFORE = Instant.parse("2026-11-01T03:59:59Z");

    private final Ledger ledger;
    private final Map<String, JsonArray> answers = new HashMap<>();
    private final List<UsageAnswers.Question> asked = new ArrayList<>();

    UsageAuditTest(@TempDir Path folder) throws Exception {
        this.ledger = Ledger.begin(folder, "k3f");
    }

    @BeforeEach
    void whatIsRight() {
        generate(FIRST, 1, THE_EVENING_BEFORE);
        generate(SECOND, 1, WINTER);
        answer(
                "by=kiosk",
                """
                [{"service": "wifi", "kiosk": "mn-05-000001", "count": 2, "durationSeconds": 70, "downBytes": 1000, "upBytes": 11},
                 {"service": "charging", "kiosk": "mn-05-000001", "count": 0, "durationSeconds": 0, "energyMilliwattHours": 0},
                 {"service": "call", "kiosk": "bk-01-000001", "count": 1, "durationSeconds": 5}]""");
        answer(
                "by=kind",
                """
                [{"service": "wifi", "kind": "open", "count": 1, "durationSeconds": 60, "downBytes": 900, "upBytes": 10},
                 {"service": "wifi", "kind": "secure", "count": 1, "durationSeconds": 10, "downBytes": 100, "upBytes": 1},
                 {"service": "call", "kind": "311", "count": 1, "durationSeconds": 5}]""");
        answer(
                "by=hour-of-day",
                """
                [{"service": "wifi", "hourOfDay": 23, "count": 1, "durationSeconds": 60, "downBytes": 900, "upBytes": 10},
                 {"service": "wifi", "hourOfDay": 1, "count": 1, "durationSeconds": 10, "downBytes": 100, "upBytes": 1},
                 {"service": "call", "hourOfDay": 1, "count": 1, "durationSeconds": 5}]""");
        answer(
                "by=weekday",
                """
                [{"service": "wifi", "weekday": "saturday", "count": 1, "durationSeconds": 60, "downBytes": 900, "upBytes": 10},
                 {"service": "wifi", "weekday": "sunday", "count": 1, "durationSeconds": 10, "downBytes": 100, "upBytes": 1},
                 {"service": "call", "weekday": "sunday", "count": 1, "durationSeconds": 5}]""");
        for (String place : List.of("borough", "district")) {
            answer(
                    "by=" + place,
                    """
                    [{"service": "wifi", "%1$s": "a", "count": 2, "durationSeconds": 70, "downBytes": 1000, "upBytes": 11},
                     {"service": "call", "%1$s": "b", "count": 1, "durationSeconds": 5}]"""
                            .formatted(place));
        }
        answer(
                "bucket=hour",
                """
                [{"service": "wifi", "start": "2026-10-31T23:00:00-04:00", "count": 1, "durationSeconds": 60, "downBytes": 900, "upBytes": 10},
                 {"service": "wifi", "start": "2026-11-01T01:00:00-04:00", "count": 1, "durationSeconds": 10, "downBytes": 100, "upBytes": 1},
                 {"service": "call", "start": "2026-11-01T01:00:00-05:00", "count": 1, "durationSeconds": 5}]""");
        answer(
                "bucket=day",
                """
                [{"service": "wifi", "start": "2026-10-31T00:00:00-04:00", "count": 1, "durationSeconds": 60, "downBytes": 900, "upBytes": 10},
                 {"service": "wifi", "start": "2026-11-01T00:00:00-04:00", "count": 1, "durationSeconds": 10, "downBytes": 100, "upBytes": 1},
                 {"service": "call", "start": "2026-11-01T00:00:00-04:00", "count": 1, "durationSeconds": 5}]""");
        answer(
                "bucket=week",
                """
                [{"service": "wifi", "start": "2026-10-31T00:00:00-04:00", "count": 2, "durationSeconds": 70, "downBytes": 1000, "upBytes": 11},
                 {"service": "call", "start": "2026-10-31T00:00:00-04:00", "count": 1, "durationSeconds": 5}]""");
        answers.put("bucket=month", answered("bucket=day"));
    }

    @AfterEach
    void closeLedger() throws Exception {
        ledger.close();
    }

    @Test
    void agreesWithWhatTheStoredUsesComeTo() throws Exception {
        UsageReport report = audit();
        assertTrue(report.agrees(), report.text());
        assertEquals("usage      answers 10  rows 27  differing 0", report.text());
        assertEquals(Instant.parse("2026-10-31T04:00:00Z"), asked.get(0).from(), "from the first day's beginning");
        assertEquals(Instant.parse("2026-11-02T05:00:00Z"), asked.get(0).to(), "to the last day's end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "by=kiosk",
                "by=kind",
                "by=hour-of-day",
                "by=weekday",
                "by=borough",
                "by=district",
                "bucket=hour",
                "bucket=day",
                "bucket=week",
                "bucket=month"
            })
    void findsAByteTooMuchAtEveryGrain(String grain) throws Exception {
        JsonObject row = answered(grain).getJsonObject(0);
        answer(grain, answered(grain).encode()); // its own rows, if it shares them
        answered(grain).getJsonObject(0).put("downBytes", row.getLong("downBytes") + 1);
        UsageReport report = audit();
        assertFalse(report.agrees());
        assertEquals(1, report.differences().size(), report.text());
        assertTrue(report.text().contains("  usage " + grain + ": wifi "), report.text());
    }

    @ParameterizedTest
    @CsvSource({
        "by=kiosk, call bk-01-000001 is answered 0",
        "by=hour-of-day, call 1 is answered 0",
        "bucket=hour, call 2026-11-01T05:00:00Z is answered 0",
    })
    void findsARowThatIsLeftOut(String grain, String said) throws Exception {
        answered(grain).remove(2);
        UsageReport report = audit();
        assertFalse(report.agrees());
        assertTrue(report.text().contains(said), report.text());
    }

    @Test
    void findsAUseThatIsAnsweredAndNotStored() throws Exception {
        answered("by=kiosk").getJsonObject(1).put("count", 1);
        UsageReport report = audit();
        assertEquals(
                List.of("by=kiosk: charging mn-05-000001 is answered 1 (0 s, 0 B down, 0 B up, 0 mWh);"
                        + " stored are 0 (0 s, 0 B down, 0 B up, 0 mWh)"),
                report.differences());
    }

    @Test
    void waitsForWhatIsCountedLate() throws Exception {
        JsonArray right = answered("by=kind");
        answer("by=kind", "[]");
        UsageReport report = audit(new AnswersInTest(NOW.minusMillis(1), () -> answers.put("by=kind", right)));
        assertTrue(report.agrees(), report.text());
        assertEquals(11, asked.size(), "one was asked twice");
    }

    @Test
    void doesNotWaitForAnAnswerThatClaimsToBeOfNow() throws Exception {
        JsonArray right = answered("by=kind");
        answer("by=kind", "[]");
        UsageReport report = audit(new AnswersInTest(NOW, () -> answers.put("by=kind", right)));
        assertFalse(report.agrees(), report.text());
    }

    private UsageReport audit() throws Exception {
        return audit(new AnswersInTest(NOW, () -> {}));
    }

    private UsageReport audit(UsageAnswers answering) throws Exception {
        return new UsageAudit(this::stored, answering, () -> NOW).compare(ledger.index());
    }

    private JsonArray answered(String parameter) {
        return Objects.requireNonNull(answers.get(parameter));
    }

    private void answer(String parameter, String rows) {
        answers.put(parameter, new JsonArray(rows));
    }

    private void generate(KioskId kiosk, long seq, Instant at) {
        TabletSession event =
                new TabletSession(new EventId(seq, at.toEpochMilli(), "k3f"), TabletSession.Activity.BROWSING, 5);
        ledger.generated(kiosk, event, new EventEncoder().encode(event));
    }

    /** Not what was generated: that is another audit's matter. */
    private void stored(StoredEvents.Question question, Consumer<StoredEvent> consumer) {
        if (question.kiosk().equals(FIRST) && question.kind() == EventKind.WIFI) {
            consumer.accept(event(
                    THE_EVENING_BEFORE,
                    Map.of("network", "open", "duration_seconds", 60, "down_bytes", 900, "up_bytes", 10L)));
            consumer.accept(event(
                    SUMMER, Map.of("network", "secure", "duration_seconds", 10, "down_bytes", 100L, "up_bytes", 1)));
        } else if (question.kiosk().equals(SECOND) && question.kind() == EventKind.CALL) {
            consumer.accept(event(WINTER, Map.of("kind", "311", "outcome", "completed", "duration_seconds", 5)));
        }
    }

    private static StoredEvent event(Instant at, Map<String, ?> values) {
        return new StoredEvent(TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli()), values);
    }

    private final class AnswersInTest implements UsageAnswers {
        private final Instant asOf;
        private final Runnable meanwhile;

        /** @param meanwhile happens after each answer */
        AnswersInTest(Instant asOf, Runnable meanwhile) {
            this.asOf = asOf;
            this.meanwhile = meanwhile;
        }

        @Override
        public ZoneId zone() {
            return ZoneId.of("America/New_York");
        }

        @Override
        public Answer answer(Question question) {
            asked.add(question);
            List<Map<String, Object>> rows = new ArrayList<>();
            answered(question.parameter()).forEach(row -> rows.add(((JsonObject) row).getMap()));
            if (question.parameter().equals("by=kind")) {
                meanwhile.run();
            }
            return new Answer(asOf, rows);
        }
    }
}
