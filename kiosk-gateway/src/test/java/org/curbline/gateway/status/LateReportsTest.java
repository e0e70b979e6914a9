package org.curbline.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.junit.jupiter.api.Test;

class LateReportsTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");

    private final LateReports late = new LateReports();

    @Test
    void areDueWhenTheKioskHasToldAllAndGoBackToTheOldest() {
        late.heard(KIOSK, NOON.minusSeconds(60), NOON);
        late.heard(KIOSK, NOON.minusSeconds(90), NOON.plusSeconds(3));
        late.heard(KIOSK, NOON.minusSeconds(30), NOON.plusSeconds(4));
        assertEquals(Map.of(), due(8));
        assertEquals(Map.of(KIOSK, NOON.minusSeconds(90)), due(9));
        assertEquals(Map.of(), due(100), "and then they are told");
    }

    @Test
    void areDueAfterAMinuteThoughTheKioskGoesOnTelling() {
        for (int second = 0; second < 60; second++) {
            late.heard(KIOSK, NOON.minusSeconds(60), NOON.plusSeconds(second));
        }
        assertEquals(Map.of(), due(59));
        assertEquals(Map.of(KIOSK, NOON.minusSeconds(60)), due(60));
    }

    @Test
    void areHandedOutAFewAtOnceAndTheOthersStayDue() {
        for (int n = 1; n <= 5; n++) {
            late.heard(KioskId.of("mn-05-00000" + n), NOON, NOON);
        }
        assertEquals(Map.of(), late.due(NOON.plusSeconds(5), 0));
        assertEquals(3, late.due(NOON.plusSeconds(5), 3).size());
        assertEquals(2, late.due(NOON.plusSeconds(5), 3).size());
    }

    private Map<KioskId, Instant> due(int second) {
        return late.due(NOON.plusSeconds(second), 10);
    }
}
