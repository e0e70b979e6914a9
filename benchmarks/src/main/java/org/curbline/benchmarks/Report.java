package org.curbline.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.benchmarks.Figures.ProcessFigures;

/** The one table, and what it says about the figures to be reached. */
final class Report {
    private static final String ROW = "%-34s %11s %8s %8s %21s  %-15s %10s %8s %8s%n";

    private Report() {}

    static String of(List<Figures> all) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                ROW,
                "system",
                "messages/s",
                "p50 ms",
                "p99 ms",
                "stored of sent",
                "process",
                "CPU us/msg",
                "RSS MB",
                "peak MB"));
        all.forEach(figures -> append(figures, text));
        goals(all).forEach(goal -> text.append(goal).append(System.lineSeparator()));
        return text.toString();
    }

    private static void append(Figures figures, StringBuilder text) {
        boolean first = true;
        for (ProcessFigures process : figures.processes()) {
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    first ? figures.scenario().title() : "",
                    first ? String.format(Locale.ROOT, "%,.0f", figures.perSecond()) : "",
                    first
                            ? figures.latency()
                                    .map(each -> millis(each.p50Millis()))
                                    .orElse("-")
                            : "",
                    first
                            ? figures.latency()
                                    .map(each -> millis(each.p99Millis()))
                                    .orElse("-")
                            : "",
                    first ? String.format(Locale.ROOT, "%,d/%,d", figures.stored(), figures.sent()) : "",
                    process.name(),
                    String.format(Locale.ROOT, "%.2f", process.cpuMicrosPerMessage()),
                    String.format(Locale.ROOT, "%.0f", process.residentKilobytes() / 1024.0),
                    String.format(Locale.ROOT, "%.0f", process.peakKilobytes() / 1024.0)));
            first = false;
        }
    }

    private static List<String> goals(List<Figures> all) {
        List<String> goals = new ArrayList<>();
        for (Figures each : all) {
            switch (each.scenario()) {
                case INFLUX -> {
                    againstTelegraf(each, all, goals);
                    againstBulk(each, Scenario.BULK_INFLUX, all, goals);
                }
                case EMBEDDED -> againstBulk(each, Scenario.BULK_EMBEDDED, all, goals);
                case CITY ->
                    each.latency()
                            .ifPresent(latency -> goals.add(String.format(
                                    Locale.ROOT,
                                    "%s: gateway RSS %.0f MB (goal: at most 150), p99 %.1f ms (goal: under 100)",
                                    each.scenario().title(),
                                    each.processes().get(0).residentKilobytes() / 1024.0,
                                    latency.p99Millis())));
                case BULK_INFLUX, BULK_EMBEDDED, TELEGRAF -> {
                    // what the others are measured by
                }
            }
        }
        return goals;
    }

    private static void againstTelegraf(Figures figures, List<Figures> all, List<String> goals) {
        double own = figures.cpuMicros("gateway");
        all.stream()
                .filter(other -> other.scenario() == Scenario.TELEGRAF)
                .mapToDouble(other -> other.cpuMicros("mosquitto") + other.cpuMicros("telegraf"))
                .forEach(theirs -> goals.add(String.format(
                        Locale.ROOT,
                        "%s: gateway CPU a message %.2f us, Mosquitto + Telegraf %.2f us: %.3f of it (goal: 0.1)",
                        figures.scenario().title(),
                        own,
                        theirs,
                        own / theirs)));
    }

    private static void againstBulk(Figures figures, Scenario bulk, List<Figures> all, List<String> goals) {
        all.stream()
                .filter(other -> other.scenario() == bulk)
                .forEach(other -> goals.add(String.format(
                        Locale.ROOT,
                        "%s: %.0f %% of the speed of the store's own bulk write (goal: at least 80 %%)",
                        figures.scenario().title(),
                        100 * figures.perSecond() / other.perSecond())));
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
