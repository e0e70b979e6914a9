package org.curbline.benchmarks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.curbline.benchmarks.bulk.KnownDevices;

/** Whether as many devices are told of as there truly were. One thread. */
final class DevicesTold {
    private static final double GOAL = 0.02;

    private final PanelsAsked panels;
    private final List<KnownDevices> known;

    DevicesTold(PanelsAsked panels, List<KnownDevices> known) {
        this.panels = panels;
        this.known = known;
    }

    /**
     * Asks for each whole week and each day, in all and by borough. Returns whether the city's weeks are near enough.
     */
    boolean print() throws IOException, InterruptedException {
        Errors week = errors(7, false);
        System.out.printf(
                "%n%-24s %6s %8s %8s  %s%n", "devices told, off by", "count", "rms", "at most", "within bounds");
        week.print("the city's week");
        errors(7, true).print("a borough's week");
        errors(1, false).print("the city's day");
        errors(1, true).print("a borough's day");
        boolean reached = week.count > 0 && week.most <= GOAL;
        System.out.printf(
                Locale.ROOT,
                "the city's week within %.0f %% of the truth: %s%n",
                100 * GOAL,
                reached ? "reached" : "MISSED");
        return reached;
    }

    private Errors errors(int days, boolean boroughs) throws IOException, InterruptedException {
        Map<LocalDate, Map<String, Long>> truths = known.stream()
                .filter(each -> each.days() == days && each.place().equals(KnownDevices.CITY) != boroughs)
                .collect(Collectors.groupingBy(
                        KnownDevices::from,
                        TreeMap::new,
                        Collectors.toMap(KnownDevices::place, KnownDevices::devices)));
        Errors errors = new Errors();
        for (Map.Entry<LocalDate, Map<String, Long>> each : truths.entrySet()) {
            LocalDate from = each.getKey();
            String address = "/api/v1/usage?service=wifi&measure=uniqueClients&from=" + from + "&to="
                    + from.plusDays(days) + (boroughs ? "&by=borough" : "");
            JsonArray rows = new JsonObject(panels.get(address)).getJsonArray("rows");
            if (rows.size() != each.getValue().size()) {
                throw new IllegalStateException(address + " is answered with " + rows);
            }
            for (int i = 0; i < rows.size(); i++) {
                JsonObject row = rows.getJsonObject(i);
                errors.add(row, each.getValue().getOrDefault(row.getString("borough", KnownDevices.CITY), 0L));
            }
        }
        return errors;
    }

    private static final class Errors {
        private int count;
        private double squares;
        private double most;
        private int within;

        void add(JsonObject row, long truth) {
            double error = Math.abs(row.getDouble("uniqueClients") / truth - 1);
            count++;
            squares += error * error;
            most = Math.max(most, error);
            boolean bounded = row.getLong("uniqueClientsLow") <= truth && truth <= row.getLong("uniqueClientsHigh");
            within += bounded ? 1 : 0;
        }

        void print(String what) {
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %6d %6.2f %% %6.2f %%  %d%n",
                    what,
                    count,
                    100 * Math.sqrt(squares / Math.max(1, count)),
                    100 * most,
                    within);
        }
    }
}
