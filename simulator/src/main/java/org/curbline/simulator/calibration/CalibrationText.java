package org.curbline.simulator.calibration;

import java.util.List;
import java.util.Locale;

/** A check in words: a table in Markdown, and what is assumed. */
public final class CalibrationText {
    private static final List<String> ASSUMED = List.of(
            "how use is spread over the hours of a day",
            "that all calls follow the days of calls to the benefits line, and days 13 to 18 of a month lie half way",
            "that help lines get 42 % of calls and are spread over kiosks as the benefits line is; other kinds of call",
            "lengths of calls (3 minutes on average, 1 in 5 not completed)",
            "charging: 10 sessions a kiosk and day, 22 minutes, 4 to 10 W",
            "lengths of tablet sessions, and browsing and directions among them",
            "how lengths and bytes of WiFi sessions differ from one to another (log-normal), 15 % in the private network",
            "how devices divide into those of one kiosk and those that go about a district, and how often each comes",
            "which kind an outage is of, and that silent ones last 2 to 14 days");
    private static final List<String> NOT_SIMULATED = List.of(
            "58,961 new subscribers a week (nxmt-wszr): no kiosk remembers a device for longer than a week",
            "calls by month of the year (2018): a month is like the other; factors of a scenario make a season");

    private CalibrationText() {}

    /** All figures, each with its verdict. */
    public static String of(List<Figure> figures) {
        StringBuilder text = new StringBuilder();
        text.append("| figure | published | simulated | difference | tolerance | | source |\n");
        text.append("|---|--:|--:|--:|--:|---|---|\n");
        figures.forEach(each -> text.append(row(each)));
        section("Assumed, not published:", ASSUMED, text);
        section("Published, not simulated:", NOT_SIMULATED, text);
        long off = figures.stream().filter(each -> !each.holds()).count();
        return text.append('\n')
                .append(figures.size() - off)
                .append(" of ")
                .append(figures.size())
                .append(off == 0 ? " figures hold." : " figures hold; the model is off.")
                .toString();
    }

    private static String row(Figure figure) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %+.1f %% | %s %% | %s | %s |%n",
                figure.name(),
                number(figure.published()),
                number(figure.simulated()),
                100 * figure.difference(),
                Math.round(100 * figure.tolerance()),
                figure.holds() ? "pass" : "FAIL",
                figure.source());
    }

    private static String number(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.3f", value);
    }

    private static void section(String title, List<String> lines, StringBuilder text) {
        text.append('\n').append(title).append("\n\n");
        lines.forEach(line -> text.append("- ").append(line).append('\n'));
    }
}
