package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;
import org.curbline.simulator.audit.StoredOfKiosk.Numbers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten days of two kiosks: the first lacks a number in either piece of them and begins anew, the second none. */
class CompletenessAuditTest {
    private static final KioskId FIRST = KioskId.of("mn-05-000001");
    private static final KioskId SECOND = KioskId.of("bk-01-000001");
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant NINTH_DAY = BEGIN.plus(Duration.ofDays(8));

    private final StoredOfKiosks stored =
            new StoredOfKiosks(new LedgerSpan(BEGIN, BEGIN.plus(Duration.ofDays(10))), ZoneOffset.UTC);
    private final AnswersInTest answers = new AnswersInTest();

    @BeforeEach
    void whatIsStored() {
        store(FIRST, "k3f", BEGIN, 1, 3);
        store(FIRST, "k3f", NINTH_DAY, 4, 6);
        store(FIRST, "anew", NINTH_DAY, 1, 2);
        store(SECOND, "k3f", BEGIN, 7);
        answers.completeness.put(BEGIN, new HashMap<>(Map.of(FIRST, new Numbers(2, 1), SECOND, new Numbers(1, 0))));
        answers.completeness.put(NINTH_DAY, new HashMap<>(Map.of(FIRST, new Numbers(4, 1))));
        answers.holes.put(BEGIN, 1L);
        answers.holes.put(NINTH_DAY, 1L);
    }

    @Test
    void agreesWithTheNumbersOfWhatIsStored() throws Exception {
        Compared compared = compare();
        assertTrue(compared.agrees(), compared.text());
        assertEquals("complete   kiosks 2  missing 2  differing 0", compared.text());
    }

    @Test
    void findsAMissingNumberThatIsNotTold() throws Exception {
        answers.of(NINTH_DAY).put(FIRST, new Numbers(4, 0));
        assertEquals(
                List.of(
                        "completeness: of mn-05-000001 from 2026-11-09T00:00:00Z is answered Numbers[stored=4, missing=0];"
                                + " true is Numbers[stored=4, missing=1]"),
                compare().differences());
    }

    @Test
    void findsAKioskThatIsLeftOut() throws Exception {
        answers.of(BEGIN).remove(SECOND);
        Compared compared = compare();
        assertEquals(1, compared.differences().size(), compared.text());
        assertTrue(compared.text().contains("of bk-01-000001 "), compared.text());
    }

    @Test
    void findsAMissingNumberThatIsNotNamed() throws Exception {
        answers.holes.put(BEGIN, 0L);
        assertEquals(
                List.of("completeness: of mn-05-000001 from 2026-11-01T00:00:00Z are named 0 missing numbers;"
                        + " missing are 1"),
                compare().differences());
    }

    private Compared compare() throws Exception {
        return new CompletenessAudit(answers).compare(List.of(FIRST, SECOND), stored);
    }

    private void store(KioskId kiosk, String run, Instant at, long... seqs) {
        for (long seq : seqs) {
            long nanos = TimeUnit.SECONDS.toNanos(at.getEpochSecond());
            stored.hears(kiosk, EventKind.HEALTH, new StoredEvent(nanos, Map.of("seq", seq, "run", run)));
        }
    }

    private static final class AnswersInTest implements CompletenessAudit.Answers {
        private final Map<Instant, Map<KioskId, Numbers>> completeness = new HashMap<>();
        private final Map<Instant, Long> holes = new HashMap<>();

        Map<KioskId, Numbers> of(Instant from) {
            return completeness.getOrDefault(from, Map.of());
        }

        @Override
        public Map<KioskId, Numbers> completeness(Instant from, Instant to) {
            return of(from);
        }

        @Override
        public long holes(KioskId kiosk, Instant from, Instant to) {
            return holes.getOrDefault(from, 0L);
        }
    }
}
