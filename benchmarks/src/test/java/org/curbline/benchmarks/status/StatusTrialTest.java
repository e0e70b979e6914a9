package org.curbline.benchmarks.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import org.curbline.benchmarks.status.KnownTime.Mistake;
import org.curbline.simulator.faults.FaultKind;
import org.junit.jupiter.api.Test;

/** Some days of a small city, with more faults than any city has. */
class StatusTrialTest {
    private static final double PERCENT = 100;

    @Test
    void whatIsShownIsWhatIsTrue() throws Exception {
        TrialFigures figures = StatusTrial.run(40, 0, 4, 15, 3);
        Verdict verdict = figures.verdict();
        Map<FaultKind, Detections> shown = new EnumMap<>(verdict.shown());
        assertEquals(8, shown.size(), () -> "every kind that can be shown: " + figures.text());
        shown.forEach((kind, detections) -> assertTrue(
                detections.shareWithin(2 * Verdict.REPORT_INTERVAL) >= 0.99, () -> kind + "\n" + figures.text()));
        assertTrue(figures.overdueMillis() <= 1_000, figures.text());
        assertEquals(0, verdict.falseDown(), figures.text());
        assertEquals(0, verdict.falseSuspicions(), figures.text());
        KnownTime known = figures.known();
        assertEquals(known.worksSeconds(), figures.answered().workedSeconds(), 1, "history and availability agree");
        for (FaultKind kind : FaultKind.ofState()) {
            for (Mistake mistake : Mistake.values()) {
                if (!isBeyondKnowing(kind, mistake)) {
                    double off = PERCENT
                            * known.seconds(kind.word(), mistake)
                            / known.all().seconds();
                    assertEquals(0, off, 0.01, () -> kind + ", " + mistake + "\n" + figures.text());
                }
            }
        }
    }

    /**
     * Who speaks of another time says nothing of the present; who was not used for a day is not suspected yet, and who
     * was suspected with reason stays so until the next use.
     */
    private static boolean isBeyondKnowing(FaultKind kind, Mistake mistake) {
        return switch (mistake) {
            case NOT_KNOWN -> kind == FaultKind.WRONG_CLOCK || kind == FaultKind.STUCK_REPORTS;
            case BELIEVED, DOUBTED -> kind.isHidden();
            case SAID_DOWN -> false;
        };
    }

    @Test
    void sameSeedGivesTheSameFigures() throws Exception {
        assertEquals(
                StatusTrial.run(6, 0, 2, 15, 5).text(),
                StatusTrial.run(6, 0, 2, 15, 5).text());
    }
}
