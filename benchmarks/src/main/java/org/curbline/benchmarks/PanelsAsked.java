package org.curbline.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;

/** What the pages ask a telemetry service for. One thread. */
final class PanelsAsked {
    private static final List<String> SERVICES = List.of("wifi", "call", "charging", "tablet");
    private static final String BOROUGH = "Manhattan";

    static final String MISSING_OF_A_WEEK = "what is missing, 7 days";
    private static final String YEAR_OF_STATES = "availability, a year, city";
    static final String AVAILABILITY_OF_A_YEAR = YEAR_OF_STATES + ": in all";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    PanelsAsked(int port) {
        this.port = port;
    }

    /**
     * The address of each panel: a year of each service, of the city, a borough, a district and a kiosk, as the page of
     * usage asks; a half year compared with the one before; the hours of a quarter; an hour that is not rolled up; the
     * map; how well it worked; what is missing.
     *
     * @param end behind the last day
     */
    static Map<String, String> addresses(Instant end) {
        LocalDate to = end.atZone(FleetYear.ZONE).toLocalDate();
        KioskSite kiosk = SyntheticCity.of(FleetYear.KIOSKS, FleetYear.SEED).get(0);
        String district = String.format("%d%02d", kiosk.borough().digit(), kiosk.district());
        Map<String, String> panels = new LinkedHashMap<>();
        for (String service : SERVICES) {
            String year = usage(service, to.minusDays(364), to);
            add(panels, service + ", a year, city", year, "borough", "week");
            add(panels, service + ", a year, " + BOROUGH, year + "&borough=" + BOROUGH, "district", "week");
            add(panels, service + ", a year, district", year + "&district=" + district, "kiosk", "week");
            add(
                    panels,
                    service + ", a year, kiosk",
                    year + "&kiosk=" + kiosk.id().value(),
                    "",
                    "week");
        }
        String half = usage("wifi", to.minusDays(182), to) + "&compare=previous";
        add(panels, "wifi, half a year compared, city", half, "borough", "week");
        String quarter = usage("wifi", to.minusDays(89), to);
        add(panels, "wifi, 90 days, city", quarter, "borough", "day");
        panels.put("wifi, 90 days, city: at what hour", quarter + "&by=hour-of-day&measure=count");
        String borough = quarter + "&borough=" + BOROUGH;
        panels.put("wifi, 90 days, " + BOROUGH + ": at what hour", borough + "&by=hour-of-day&measure=count");
        String week = usage("wifi", to.minusDays(6), to.plusDays(1));
        add(panels, "wifi, 7 days with today, city", week, "borough", "hour");
        LocalDateTime evening = to.minusDays(1).atTime(18, 1);
        String unfinished = usage("wifi", utc(evening), utc(evening.plusMinutes(58)));
        add(panels, "wifi, 58 minutes of an evening, city", unfinished, "borough", "hour");
        addMap(panels, "7 days", to.minusDays(6), to.plusDays(1));
        addMap(panels, "90 days", to.minusDays(89), to);
        addMap(panels, "a year", to.minusDays(364), to);
        addStates(panels, "availability, 7 days, city", states(to.minusDays(6), to.plusDays(1)), "day");
        addStates(panels, "availability, 90 days, city", states(to.minusDays(89), to), "day");
        addStates(panels, YEAR_OF_STATES, states(to.minusDays(364), to), "week");
        String quality = "/api/v1/completeness?to=" + end + "&from=";
        panels.put("what is missing, 24 hours", quality + end.minusSeconds(86_400));
        panels.put(MISSING_OF_A_WEEK, quality + end.minusSeconds(7 * 86_400));
        return panels;
    }

    /** Of the page of places. */
    private static void addMap(Map<String, String> panels, String time, LocalDate from, LocalDate to) {
        for (String service : SERVICES) {
            panels.put(service + ", " + time + ", map", usage(service, from, to) + "&by=kiosk&measure=count");
        }
        panels.put("availability, " + time + ", map", states(from, to) + "&service=wifi&by=kiosk");
    }

    private static String states(LocalDate from, LocalDate to) {
        return "/api/v1/availability?from=" + from + "&to=" + to + "&zone=" + FleetYear.ZONE;
    }

    private static void addStates(Map<String, String> panels, String what, String address, String bucket) {
        panels.put(what + ": in all", address);
        panels.put(what + ": over time", address + "&bucket=" + bucket);
        panels.put(what + ": where", address + "&by=borough");
    }

    private static Instant utc(LocalDateTime time) {
        return time.atZone(FleetYear.ZONE).toInstant();
    }

    private static String usage(String service, Object from, Object to) {
        return "/api/v1/usage?service=" + service + "&from=" + from + "&to=" + to + "&zone=" + FleetYear.ZONE;
    }

    private static void add(Map<String, String> panels, String what, String address, String places, String bucket) {
        panels.put(what + ": in all", address);
        panels.put(what + ": over time", address + "&bucket=" + bucket + "&measure=count");
        if (!places.isEmpty()) {
            panels.put(what + ": where", address + "&by=" + places + "&measure=count");
        }
        panels.put(what + ": of what kind", address + "&by=kind&measure=count");
        panels.put(what + ": on what weekday", address + "&by=weekday&measure=count");
    }

    /**
     * Returns how many nanoseconds it took.
     *
     * @throws IllegalArgumentException if there is nothing in the answer
     */
    long ask(String address) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String answer = get(address);
        long nanos = System.nanoTime() - start;
        if (answer.contains("\"rows\":[]")) {
            throw new IllegalArgumentException(address + " is answered with nothing: that is no measure");
        }
        return nanos;
    }

    /** What a metric without labels says; NaN if it is not there. */
    double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private String get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + address))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(address + " is answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
