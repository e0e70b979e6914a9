package org.curbline.simulator.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.curbline.demand.Calibration;
import org.curbline.program.TextFile;

/** How much an average kiosk is used, in a file; what it does not say is as in New York. */
public final class CalibrationFile {
    private static final double MOST_A_DAY = 100_000;

    private CalibrationFile() {}

    /**
     * Reads one.
     *
     * @throws IOException if the file cannot be read
     * @throws ScenarioException that names everything that is wrong with it, each with its line
     */
    public static Calibration read(Path file) throws IOException {
        Problems problems = new Problems();
        Part part = Part.of(ScenarioReader.root(TextFile.read(file), file.toString()), "", problems);
        Calibration usual = Calibration.NEW_YORK_2025;
        double seconds =
                part.number("wifi-mean-seconds", (double) usual.wifiMean().toSeconds(), 1, 86_400);
        Calibration read = new Calibration(
                part.number("wifi-per-day", usual.wifiPerDay(), 0, MOST_A_DAY),
                Duration.ofSeconds(Math.round(seconds)),
                part.number("wifi-megabytes", usual.wifiMegabytes(), 0, 1_000_000),
                part.number("up-share", usual.upShare(), 0, 1),
                part.number("calls-per-day", usual.callsPerDay(), 0, MOST_A_DAY),
                part.number("tablet-per-day", usual.tabletPerDay(), 0, MOST_A_DAY),
                part.number("charging-per-day", usual.chargingPerDay(), 0, MOST_A_DAY));
        part.end();
        problems.raise(file.toString());
        return read;
    }
}
