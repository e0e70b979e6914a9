package org.curbline.simulator.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.curbline.demand.Calibration;
import org.curbline.demand.UsagePlan;
import org.junit.jupiter.api.Test;

/** The whole check takes 32 weeks; here are eight, each of another city. */
class CalibrationCheckIT {
    @Test
    void theSimulatedCityIsUsedAsPublished() {
        SimulatedWeeks weeks = new SimulatedWeeks(8, 1, SimulatedWeeks.NEW_YORK, 1);
        List<Figure> figures = CalibrationCheck.figures(weeks, UsagePlan.NEW_YORK);
        String text = CalibrationText.of(figures);
        assertTrue(figures.stream().allMatch(Figure::holds), text);
        assertTrue(text.contains(figures.size() + " of " + figures.size() + " figures hold."), text);
        assertTrue(text.contains("Assumed, not published:\n\n- how use is spread over the hours of a day\n"), text);
    }

    @Test
    void aModelThatIsOffIsNamed() {
        Calibration off = new Calibration(190, Duration.ofMinutes(30), 44, 0.15, 6, 12, 10);
        UsagePlan plan = new UsagePlan(off, UsagePlan.NEW_YORK.zone(), List.of(), List.of());
        List<Figure> figures = CalibrationCheck.figures(new SimulatedWeeks(4, 2, 300, 1), plan);
        Set<String> failed =
                figures.stream().filter(each -> !each.holds()).map(Figure::name).collect(Collectors.toSet());
        assertTrue(
                failed.containsAll(Set.of(
                        "WiFi sessions a week of 2,237 kiosks",
                        "WiFi megabytes a session",
                        "WiFi share that goes up, %",
                        "WiFi seconds a session",
                        "calls a kiosk and day",
                        "tablet sessions a week of 375 kiosks")),
                failed.toString());
        assertTrue(CalibrationText.of(figures).contains("| FAIL |"));
    }

    @Test
    void weekdaysAreToldFromDaysOfTheMonth() {
        CallDays calls = new CallDays();
        for (LocalDate day = LocalDate.of(2025, 1, 1); day.getYear() == 2025; day = day.plusDays(1)) {
            int usual = day.getDayOfWeek().getValue() > 5 ? 100 : 300;
            calls.add(day, day.getDayOfMonth() <= 12 ? usual * 2 : usual);
        }
        assertEquals(2, calls.earlyOverLate(), 1e-9);
        assertEquals(3, calls.factor(DayOfWeek.MONDAY) / calls.factor(DayOfWeek.SUNDAY), 1e-9);
    }

    @Test
    void whatCannotBeComparedDoesNotHold() {
        assertFalse(new Figure("nothing", "", 7, Double.NaN, 0.03).holds());
        assertFalse(new Figure("too little", "", 100, 96.9, 0.03).holds());
        assertTrue(new Figure("enough", "", 100, 97.1, 0.03).holds());
    }
}
