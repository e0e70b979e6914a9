package org.curbline.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PanelGroupsTest {
    @Test
    void panelsOfOnePageAndTimeAreTogether() {
        assertEquals("wifi, a year", PanelGroups.of("wifi, a year, city: in all"));
        assertEquals("wifi, a year", PanelGroups.of("wifi, a year, kiosk, by month: on what weekday"));
        assertEquals("wifi, a year, map", PanelGroups.of("wifi, a year, map"));
        assertEquals("wifi, a year, map", PanelGroups.of("wifi, a year, map of a borough: where"));
        assertEquals(
                "availability, 7 days with today", PanelGroups.of("availability, 7 days with today, city: in all"));
        assertEquals("page of a kiosk", PanelGroups.of("page of mn-05-000001: its week as seen"));
        assertEquals("what is missing of a kiosk, 7 days", PanelGroups.of("what is missing of bx-03-000001, 7 days"));
        assertEquals("now", PanelGroups.of("now: the fleet"));
    }
}
