package org.curbline.benchmarks;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.curbline.registry.kiosk.Kiosk;

/**
 * Every form of question that the pages ask, each by a name: of each range, service and place what a page asks when it
 * is opened so, and each other choice there is on it, for some of them. As panels are named, so {@code --panels} finds
 * them.
 */
final class PagePanels {
    static final String MISSING_OF_A_WEEK = "what is missing, 7 days";
    static final String AVAILABILITY_OF_A_YEAR = "availability, a year, city: in all";

    /** What the page of usage tells of each service; the first is what it shows at first. */
    static final Map<String, List<String>> MEASURES = Map.of(
            "wifi", List.of("count", "uniqueClients", "downBytes", "upBytes", "durationSeconds", "averageSeconds"),
            "call", List.of("count", "durationSeconds", "averageSeconds"),
            "charging", List.of("count", "energyMilliwattHours", "durationSeconds", "averageSeconds"),
            "tablet", List.of("count", "durationSeconds", "averageSeconds"));
    /** What the map of places tells of each, apart from how it worked. */
    static final Map<String, List<String>> ON_THE_MAP = Map.of(
            "wifi", List.of("count", "downBytes"),
            "call", List.of("count", "durationSeconds"),
            "charging", List.of("count", "energyMilliwattHours"),
            "tablet", List.of("count", "durationSeconds"));

    private static final String WIFI = "wifi";
    private static final List<String> SERVICES = List.of(WIFI, "call", "charging", "tablet");
    private static final List<String> COMPARED = List.of("previous", "year");
    private static final String COUNT = "count";
    private static final String DEVICES = "uniqueClients";
    private static final int DEVICE_DAYS = 62;
    private static final long DAY_SECONDS = 86_400;
    /** A gateway tells of a hundred days at once. */
    private static final List<Range> OF_A_KIOSK = List.of(Range.YESTERDAY, Range.WEEK, Range.MONTH, Range.QUARTER);

    private final Map<String, String> panels = new LinkedHashMap<>();
    private final LocalDate today;
    private final List<Kiosk> kiosks;
    private final Place city = new Place("city", "", List.of("borough", "district", "kiosk"));
    private final Place borough;
    private final Place district;
    private final Place kiosk;

    private PagePanels(Instant end, List<Kiosk> kiosks) {
        this.today = end.atZone(FleetYear.ZONE).toLocalDate();
        this.kiosks = kiosks;
        Kiosk one = kiosks.get(0);
        String within = "&borough=" + word(borough(one));
        borough = new Place(borough(one), within, List.of("district", "kiosk"));
        district = new Place(
                "district",
                within + "&district=" + Objects.requireNonNull(one.place()).communityBoard(),
                List.of("kiosk"));
        kiosk = new Place("kiosk", "&kiosk=" + one.id(), List.of());
    }

    /**
     * What a telemetry service is asked, by name.
     *
     * @param end behind the last day
     * @param kiosks whose pages are opened; the first one's places are asked for
     */
    static Map<String, String> ofTelemetry(Instant end, List<Kiosk> kiosks) {
        PagePanels pages = new PagePanels(end, kiosks);
        pages.usageAsOpened();
        pages.usageOtherwise();
        pages.map();
        pages.availability();
        pages.quality(end);
        pages.kiosks(end);
        pages.rest();
        return pages.panels;
    }

    /** What a gateway is asked: how kiosks are, and of each page's kiosk how it was. */
    static Map<String, String> ofGateway(Instant end, List<Kiosk> kiosks) {
        LocalDate today = end.atZone(FleetYear.ZONE).toLocalDate();
        Map<String, String> panels = new LinkedHashMap<>();
        panels.put("now: every kiosk", "/api/v1/kiosks");
        panels.put("now: the fleet", "/api/v1/status");
        for (Kiosk kiosk : kiosks) {
            String address = "/api/v1/kiosks/" + kiosk.id();
            panels.put(page(kiosk) + ": now", address);
            for (Range range : OF_A_KIOSK) {
                String history = address + "/history?" + range.of(today) + "&zone=" + FleetYear.ZONE.getId();
                panels.put(page(kiosk) + ", " + range.title + ": as seen", history + "&view=seen");
                panels.put(page(kiosk) + ", " + range.title + ": as known", history + "&view=known");
            }
        }
        return panels;
    }

    /** A page as it opens with a range, service and place that are chosen. */
    private void usageAsOpened() {
        for (Range range : Range.values()) {
            for (String service : SERVICES) {
                for (Place place : places()) {
                    usage(service, range, place, COUNT, "", "");
                }
            }
        }
        for (Range range : Range.values()) {
            for (Place place : places()) {
                if (measures(WIFI, range, place).contains(DEVICES)) {
                    usage(WIFI, range, place, DEVICES, "", "");
                }
            }
        }
        LocalDateTime evening = today.minusDays(1).atTime(18, 1);
        for (String service : SERVICES) {
            for (Place place : places()) {
                String asked = "/api/v1/usage?service=" + service + "&from=" + utc(evening) + "&to="
                        + utc(evening.plusMinutes(58)) + place.filter;
                String name = service + ", 58 minutes of an evening, " + place.name;
                List<String> all = new ArrayList<>(MEASURES.getOrDefault(service, List.of()));
                all.remove(DEVICES); // they are told of whole days
                if (service.equals(WIFI) || !place.below.isEmpty()) { // a kiosk has hours without a call
                    usage(name, asked, measuresOf(all), "&measure=" + COUNT, "hour", place, true);
                }
            }
        }
    }

    /** Each other choice on the page of usage. */
    private void usageOtherwise() {
        for (String service : SERVICES) {
            for (String measure : measures(service, Range.YEAR, city)) {
                if (!measure.equals(COUNT) && !measure.equals(DEVICES)) {
                    usage(service, Range.YEAR, city, measure, "", "");
                    usage(service, Range.YEAR, district, measure, "", "");
                }
            }
        }
        for (String with : COMPARED) {
            for (Place place : places()) {
                usage(WIFI, Range.QUARTER, place, COUNT, "", "&compare=" + with);
            }
            usage(WIFI, Range.WEEK, city, DEVICES, "", "&compare=" + with);
        }
        String half = "/api/v1/usage?service=" + WIFI + "&from=" + today.minusDays(182) + "&to=" + today
                + "&compare=previous";
        List<String> all = MEASURES.getOrDefault(WIFI, List.of());
        usage("wifi, half a year compared, city", half, measuresOf(all), "&measure=" + COUNT, "week", city, false);
        for (Place place : places()) {
            usage(WIFI, Range.QUARTER, place, COUNT, "hour", "");
            usage(WIFI, Range.YEAR, place, COUNT, "day", "");
            usage(WIFI, Range.YEAR, place, COUNT, "month", "");
        }
        usage(WIFI, Range.WEEK, city, COUNT, "", "&zone=UTC");
        usage(WIFI, Range.QUARTER, borough, COUNT, "", "&zone=UTC");
        usage(WIFI, Range.YEAR, city, COUNT, "", "&zone=UTC");
    }

    private void usage(String service, Range range, Place place, String measure, String bucket, String more) {
        String name = service + ", " + range.title + ", " + place.name
                + (measure.equals(COUNT) ? "" : ", " + measure)
                + (bucket.isEmpty() ? "" : ", by " + bucket)
                + more.replace("&compare=", ", compared with ").replace("&zone=", ", by the clocks of ");
        String cut = bucket.isEmpty() ? range.bucket : bucket;
        String course = measure.equals(DEVICES) && cut.equals("hour") ? "day" : cut;
        usage(
                name,
                question("/api/v1/usage?service=" + service + "&", range, place) + more,
                measuresOf(measures(service, range, place)),
                "&measure=" + measure,
                course,
                place,
                range.days <= Range.MOST_FOR_HOURS);
    }

    private void usage(
            String name, String asked, String all, String measure, String bucket, Place place, boolean byHours) {
        panels.put(name + ": in all", asked + all);
        panels.put(name + ": over time", asked + measure + "&bucket=" + bucket);
        if (!place.below.isEmpty()) {
            String by = place.below.get(0);
            panels.put(name + ": where", asked + measure + "&by=" + by + (by.equals("kiosk") ? "&top=1000" : ""));
        }
        if (!measure.endsWith(DEVICES)) {
            panels.put(name + ": of what kind", asked + measure + "&by=kind");
            String clock = byHours ? "hour-of-day" : "weekday";
            panels.put(name + (byHours ? ": at what hour" : ": on what weekday"), asked + measure + "&by=" + clock);
        }
    }

    private static List<String> measures(String service, Range range, Place place) {
        return MEASURES.getOrDefault(service, List.of()).stream()
                .filter(measure -> !measure.equals(DEVICES)
                        || range.days <= DEVICE_DAYS
                        || !Set.of("district", "kiosk").contains(place.name))
                .toList();
    }

    private static String measuresOf(List<String> measures) {
        return measures.stream().map(measure -> "&measure=" + measure).collect(Collectors.joining());
    }

    /** The page of places. */
    private void map() {
        for (Range range : Range.values()) {
            for (String service : SERVICES) {
                map(range, city, service, COUNT);
            }
            map(range, borough, WIFI, COUNT);
            map(range, district, WIFI, COUNT);
        }
        for (String service : SERVICES) {
            for (String measure : ON_THE_MAP.getOrDefault(service, List.of())) {
                map(Range.YEAR, city, service, measure);
            }
        }
        for (String with : COMPARED) {
            String asked = question("/api/v1/usage?service=wifi&", Range.QUARTER, city) + "&measure=count";
            panels.put("wifi, 90 days, map, compared with " + with, asked + "&by=kiosk&compare=" + with);
        }
        for (Range range : Range.values()) {
            String asked = question("/api/v1/availability?service=wifi&", range, city);
            panels.put("availability, " + range.title + ", map", asked + "&by=kiosk");
            panels.put("availability, " + range.title + ", map: where", asked + "&by=borough");
        }
    }

    private void map(Range range, Place place, String service, String measure) {
        String name = service + ", " + range.title + ", map" + (place.equals(city) ? "" : " of a " + kindOf(place))
                + (measure.equals(COUNT) ? "" : ", " + measure);
        String asked = question("/api/v1/usage?service=" + service + "&", range, place) + "&measure=" + measure;
        panels.put(name, asked + "&by=kiosk");
        panels.put(name + ": where", asked + "&by=" + place.below.get(0));
    }

    private String kindOf(Place place) {
        return place.equals(borough) ? "borough" : place.name;
    }

    private void availability() {
        for (Range range : Range.values()) {
            for (Place place : places()) {
                availability(range, place, WIFI, range.bucket, "");
            }
        }
        for (String service : SERVICES) {
            availability(Range.YEAR, city, service, "day", "");
            availability(Range.YEAR, city, service, "month", "");
        }
        for (String with : COMPARED) {
            for (Place place : places()) {
                availability(Range.QUARTER, place, WIFI, "day", "&compare=" + with);
            }
        }
        availability(Range.WEEK, city, WIFI, "day", "&zone=UTC");
    }

    private void availability(Range range, Place place, String service, String bucket, String more) {
        String cut = bucket.equals("hour") ? "day" : bucket;
        String name = "availability, " + range.title + ", " + place.name
                + (service.equals(WIFI) ? "" : ", " + service)
                + (cut.equals(range.bucket) || bucket.equals("hour") ? "" : ", by " + cut)
                + more.replace("&compare=", ", compared with ").replace("&zone=", ", by the clocks of ");
        String asked = question("/api/v1/availability?service=" + service + "&", range, place) + more;
        panels.put(name + ": in all", question("/api/v1/availability?", range, place) + more);
        panels.put(name + ": over time", asked + "&bucket=" + cut);
        for (String by : place.below) {
            panels.put(name + ": where, by " + by, asked + "&by=" + by);
        }
    }

    private void quality(Instant end) {
        String quality = "/api/v1/completeness?to=" + end + "&from=";
        panels.put("what is missing, 24 hours", quality + end.minusSeconds(DAY_SECONDS));
        panels.put(MISSING_OF_A_WEEK, quality + end.minusSeconds(7 * DAY_SECONDS));
        for (Kiosk each : kiosks) {
            String holes = "/api/v1/completeness/holes?kiosk=" + each.id() + "&to=" + end + "&from=";
            panels.put("what is missing of " + each.id() + ", 24 hours", holes + end.minusSeconds(DAY_SECONDS));
            panels.put("what is missing of " + each.id() + ", 7 days", holes + end.minusSeconds(7 * DAY_SECONDS));
        }
    }

    /** The page of a kiosk, as far as a telemetry service answers it: as it was when the last day ended. */
    private void kiosks(Instant end) {
        String day = "&from=" + utc(today.minusDays(1).atStartOfDay()) + "&to=" + end;
        for (Kiosk each : kiosks) {
            for (Range range : OF_A_KIOSK) {
                String name = page(each) + ", " + range.title + ": how much it worked";
                String asked = "/api/v1/availability?" + range.of(today) + "&by=kiosk&kiosk=" + each.id();
                panels.put(name, asked);
                COMPARED.forEach(with -> panels.put(name + ", compared with " + with, asked + "&compare=" + with));
            }
            panels.put(page(each) + ": its day by hour", "/api/v1/usage?by=hour&kiosk=" + each.id() + day);
        }
        panels.put("now: the day by hour", "/api/v1/usage?by=hour" + day);
        panels.put("wall: whose clocks", "/api/v1/usage?service=wifi" + day);
    }

    private void rest() {
        panels.put("places: where kiosks stand", "/api/v1/open/kiosks.geojson");
        panels.put("whose today", "/api/v1/calendar");
        panels.put(
                "report of a month",
                "/api/v1/reports/monthly?month="
                        + today.minusMonths(1).toString().substring(0, 7));
    }

    private static String borough(Kiosk kiosk) {
        return Objects.requireNonNull(kiosk.place(), "Every kiosk has a place").borough();
    }

    private static String page(Kiosk kiosk) {
        return "page of " + kiosk.id();
    }

    private List<Place> places() {
        return List.of(city, borough, district, kiosk);
    }

    private String question(String path, Range range, Place place) {
        return path + range.of(today) + place.filter;
    }

    private static String word(String text) {
        return text.replace(" ", "%20");
    }

    private static Instant utc(LocalDateTime time) {
        return time.atZone(FleetYear.ZONE).toInstant();
    }

    /** One kiosk of each borough: whose pages are opened. */
    static List<Kiosk> oneOfEachBorough(Iterable<Kiosk> all) {
        Map<String, Kiosk> first = new LinkedHashMap<>();
        List<Kiosk> sorted = new ArrayList<>();
        all.forEach(sorted::add);
        sorted.sort((one, other) -> one.id().compareTo(other.id()));
        sorted.forEach(each -> first.putIfAbsent(borough(each), each));
        Kiosk manhattan = first.remove("Manhattan");
        List<Kiosk> chosen = new ArrayList<>(first.values());
        if (manhattan != null) {
            chosen.add(0, manhattan);
        }
        return chosen;
    }

    /**
     * A time that the pages have a button for; all but yesterday are with today.
     *
     * <p>Today alone is not among them: of it there is nothing, as the year ends with yesterday.
     */
    enum Range {
        YESTERDAY("a day", 1, 0, "hour"),
        WEEK("7 days with today", 6, 1, "day"),
        MONTH("30 days", 29, 1, "day"),
        QUARTER("90 days", 89, 1, "day"),
        YEAR("a year", 364, 1, "week");

        private static final int MOST_FOR_HOURS = 93;

        private final String title;
        private final int back;
        private final int until;
        private final int days;
        private final String bucket;

        Range(String title, int back, int until, String bucket) {
            this.title = title;
            this.back = back;
            this.until = until;
            this.days = back + until;
            this.bucket = bucket;
        }

        /** As the question of an address. */
        String of(LocalDate today) {
            return "from=" + today.minusDays(back) + "&to=" + today.plusDays(until);
        }
    }

    /**
     * What the pages are opened for.
     *
     * @param below what there is in it, the larger first
     */
    private record Place(String name, String filter, List<String> below) {}
}
