package org.curbline.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Panels of one page and time together: how many there are, how many are in time, and the slowest. */
final class PanelGroups {
    private static final Pattern KIOSK = Pattern.compile("[a-z]{2}-[0-9]{2}-[0-9]+");
    private static final Pattern BEGIN = Pattern.compile("[^,:]*(?:, [^,:]*)?(?:, map\\b)?");

    private final double goalMillis;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    PanelGroups(double goalMillis) {
        this.goalMillis = goalMillis;
    }

    void add(String panel, double p95Millis) {
        Group group = groups.computeIfAbsent(of(panel), none -> new Group());
        group.panels++;
        group.inTime += p95Millis <= goalMillis ? 1 : 0;
        if (p95Millis > group.slowestMillis) {
            group.slowestMillis = p95Millis;
            group.slowest = panel;
        }
    }

    /** What a panel's name begins with: service and time, or what it is about; all kiosks are alike. */
    static String of(String panel) {
        Matcher begin = BEGIN.matcher(KIOSK.matcher(panel).replaceAll("a kiosk"));
        return begin.lookingAt() ? begin.group() : panel;
    }

    void print() {
        System.out.printf(
                "%n%-36s %6s %7s %8s  %s%n", "panels together, p95 in ms", "count", "in time", "slowest", "which");
        groups.forEach((name, group) -> System.out.printf(
                Locale.ROOT,
                "%-36s %6d %7d %8.1f  %s%n",
                name,
                group.panels,
                group.inTime,
                group.slowestMillis,
                group.slowest));
    }

    private static final class Group {
        private int panels;
        private int inTime;
        private double slowestMillis;
        private String slowest = "";
    }
}
