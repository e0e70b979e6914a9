package org.curbline.simulator.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.curbline.demand.Calibration;
import org.curbline.simulator.scenario.CalibrationFile;
import org.curbline.simulator.scenario.ScenarioException;
import org.curbline.simulator.scenario.Scenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small city's files, and what a scenario makes of them. */
class CityFiguresTest {
    private static final String USAGE =
            "Report Ending (weekly starting on Sundays),Number of Sessions,Average Session Length,TB Downloaded,TB Uploaded\n";
    private static final String KIOSKS =
            """
            Site ID,Installation Status,Borough
            a-1,Live,North
            a-2,LIVE,North
            a-3,Removed Pending Reinstall,South
            """;
    private static final Calibration MADE = new Calibration(100, Duration.ofMinutes(15), 50, 0.2, 7, 22.9, 10);

    private final Path folder;

    CityFiguresTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** 2 kiosks x 7 days x 100 sessions, half of them of 10 minutes and half of 20. */
    @Test
    void anAverageKioskIsMadeOfTheLastThirteenWeeks() throws IOException {
        StringBuilder usage = new StringBuilder(USAGE).append("01/05/2020,99000000,00:04:00,100,10\n");
        for (int week = 0; week < 13; week++) {
            String length = week % 2 == 0 ? "00:10:00" : "00:20:00";
            String sessions = week == 12 ? "1,400" : "1400";
            usage.append("%02d/15/%d,\"%s\",%s,0.056,0.014\n"
                    .formatted(1 + week % 12, 2024 + week / 12, sessions, week == 12 ? "00:15:00" : length));
        }
        CityFigures figures = CityFigures.of(List.of(file("usage.csv", usage.toString()), file("kiosks.csv", KIOSKS)));
        assertEquals(MADE, figures.calibration());
        assertTrue(figures.text().startsWith("# From usage.csv, kiosks.csv: 13 weeks to 2025-01-15, 2 live kiosks.\n"));
        Path written = file("city.yaml", figures.text());
        assertEquals(MADE, CalibrationFile.read(written));
        Path scenario = file("s.yaml", "name: s\nshows: a city\nexpect: [this]\ndemand: {calibration: city.yaml}\n");
        assertEquals(MADE, Scenarios.of(scenario.toString()).world().demand().calibration());
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        Path kiosks = file("kiosks.csv", KIOSKS);
        assertSaid("needs a weekly usage report", kiosks);
        assertSaid("is neither a weekly usage report nor a list of kiosks", file("x.csv", "a,b\n1,2\n"));
        assertSaid("Row 2 of", file("bad.csv", USAGE + "01/05/2020,9,00:04:00,1,1\n01/12/2020,many,00:04:00,1,1\n"));
        Path calibration = file("wrong.yaml", "wifi-per-day: -1\nwifi: 3\n");
        String all = String.valueOf(assertThrows(ScenarioException.class, () -> CalibrationFile.read(calibration))
                .getMessage());
        assertTrue(all.contains("line 1: 'wifi-per-day' must be a number from 0 to 100000"), all);
        assertTrue(all.contains("line 2: 'wifi' is unknown"), all);
        Path scenario = file("s.yaml", "name: s\nshows: a\nexpect: [b]\ndemand: {calibration: none.yaml}\n");
        String missing = String.valueOf(assertThrows(ScenarioException.class, () -> Scenarios.of(scenario.toString()))
                .getMessage());
        assertTrue(missing.contains("line 4: 'demand.calibration' cannot be read"), missing);
    }

    private static void assertSaid(String expected, Path... files) {
        String said = String.valueOf(assertThrows(IllegalArgumentException.class, () -> CityFigures.of(List.of(files)))
                .getMessage());
        assertTrue(said.contains(expected), said);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
