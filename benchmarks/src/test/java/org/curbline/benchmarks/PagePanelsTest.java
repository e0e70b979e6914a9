package org.curbline.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.telemetry.TelemetryServiceMain;
import org.junit.jupiter.api.Test;

/** Whether the benchmark asks what the pages ask, by the pages' own words. */
class PagePanelsTest {
    private static final String PAGES = "/org/curbline/telemetry/pages";
    private static final LocalDate TODAY = LocalDate.parse("2026-11-28");
    private static final List<Kiosk> KIOSKS = List.of(kiosk("mn-05-1", "Manhattan", "105"));

    /** Not of a year: what is so now, what is done, and what is downloaded. */
    private static final Set<String> NO_PANELS = Set.of(
            "/api/v1/books",
            "/api/v1/events",
            "/api/v1/quarantine",
            "/api/v1/quarantine/replay",
            "/api/v1/simulation",
            "/api/v1/usage/export");

    /** Nothing is there of today; an hour of the evening before stands for it. */
    private static final String TODAY_ALONE = "today";

    /** A gateway does not tell as much at once. */
    private static final String NOT_OF_A_KIOSK = "year";

    private static final Pattern RANGE =
            Pattern.compile("\\{ id: '(\\w+)', name: '[^']*', back: (\\d+)(?:, until: (\\d+))? }");

    private final Set<String> panels = new TreeSet<>(panels());

    @Test
    void everyAddressThatPagesAskIsAPanel() throws IOException {
        Set<String> known = new TreeSet<>();
        panels.forEach(address -> known.add(address.split("\\?", 2)[0].replace("mn-05-1", "{id}")));
        Map<String, String> asked = new TreeMap<>();
        pages().forEach((name, text) -> paths(text).forEach(path -> asked.put(path, name)));

        assertTrue(asked.size() > 8, "they are found: " + asked);
        asked.keySet().removeAll(known);
        asked.keySet().removeAll(NO_PANELS);
        assertEquals(Map.of(), asked, "path and page");
    }

    @Test
    void everyRangeIsAskedForOnEveryPageThatHasRanges() throws IOException {
        Matcher range = RANGE.matcher(page("question.js"));
        Set<String> views =
                found("id: '(\\w+)'", page("history.js").split("VIEWS = ", 2)[1].split("];", 2)[0]);
        assertEquals(2, views.size(), "they are found: " + views);
        int ranges = 0;
        while (range.find()) {
            ranges++;
            if (range.group(1).equals(TODAY_ALONE)) {
                continue;
            }
            LocalDate to = range.group(3) == null ? TODAY.plusDays(1) : TODAY.minusDays(Long.parseLong(range.group(3)));
            String time = "from=" + TODAY.minusDays(Long.parseLong(range.group(2))) + "&to=" + to;
            for (String service : PagePanels.MEASURES.keySet()) {
                for (String place : List.of("", "&borough=", "&district=", "&kiosk=mn-05-1")) {
                    assertAsked("/api/v1/usage?", "service=" + service + "&", time, place, "&bucket=");
                }
                assertAsked("/api/v1/usage?", "service=" + service + "&", time, "&measure=count&by=kiosk");
            }
            assertAsked("/api/v1/usage?", time, "&measure=uniqueClients&bucket=");
            assertAsked("/api/v1/availability?", time, "&bucket=");
            assertAsked("/api/v1/availability?", time, "&by=kiosk");
            if (!range.group(1).equals(NOT_OF_A_KIOSK)) {
                assertAsked("/api/v1/availability?" + time + "&by=kiosk&kiosk=mn-05-1");
                for (String view : views) {
                    assertAsked("/api/v1/kiosks/mn-05-1/history?" + time, "&zone=", "&view=" + view);
                }
            }
        }
        assertEquals(6, ranges, "they are found");
    }

    @Test
    void everyMeasureIsAskedFor() throws IOException {
        assertEquals(new TreeMap<>(PagePanels.MEASURES), measures(page("usage.js")), "usage");
        assertEquals(new TreeMap<>(PagePanels.ON_THE_MAP), measures(page("places.js")), "places");
        PagePanels.MEASURES.forEach((service, measures) -> measures.forEach(measure ->
                assertAsked("/api/v1/usage?", "service=" + service + "&", "&measure=" + measure + "&bucket=")));
        PagePanels.ON_THE_MAP.forEach((service, measures) -> measures.forEach(measure ->
                assertAsked("/api/v1/usage?", "service=" + service + "&", "&measure=" + measure + "&by=kiosk")));
    }

    @Test
    void everyOtherChoiceIsAskedFor() throws IOException {
        Set<String> compared = found("(?:\\{|,) (\\w+): '", line("COMPARED = ", page("compared.js")));
        assertEquals(2, compared.size(), "they are found");
        for (String path : List.of("/api/v1/usage?", "/api/v1/availability?")) {
            compared.forEach(with -> assertAsked(path, "&compare=" + with));
            String html = page(path.contains("usage") ? "usage.html" : "availability.html");
            Set<String> buckets =
                    found("value=\"(\\w+)\"", line("id=\"bucket\"", html).split("</select>", 2)[0]);
            assertTrue(buckets.size() > 2, "they are found: " + buckets);
            buckets.forEach(bucket -> assertAsked(path, "&bucket=" + bucket));
            Set<String> groups = groups(path);
            assertFalse(groups.isEmpty(), "they are found");
            groups.forEach(by -> assertAsked(path, "by=" + by));
        }
    }

    /** All of them are parts of one panel's address. */
    private void assertAsked(String... parts) {
        assertTrue(
                panels.stream().anyMatch(address -> Stream.of(parts).allMatch(address::contains)),
                () -> "No panel asks " + Arrays.toString(parts));
    }

    private static List<String> panels() {
        Instant end = TODAY.atStartOfDay(FleetYear.ZONE).toInstant();
        List<String> panels =
                new ArrayList<>(PagePanels.ofTelemetry(end, KIOSKS).values());
        panels.addAll(PagePanels.ofGateway(end, KIOSKS).values());
        return panels;
    }

    /** The paths that a script asks, those that are put together of a constant, too. */
    private static Set<String> paths(String script) {
        String text = script;
        Matcher constant =
                Pattern.compile("const (\\w+) = ['`](/api/v1/[^'`]*)['`];").matcher(script);
        while (constant.find()) {
            text = text.replace("${" + constant.group(1) + "}", constant.group(2));
        }
        Set<String> paths = new TreeSet<>();
        Matcher path = Pattern.compile("/api/v1(?:/(?:[\\w-]+(?:\\.\\w+)?|\\$\\{[^}]*}|\\{id}))+")
                .matcher(text);
        while (path.find()) {
            paths.add(path.group().replaceAll("\\$\\{[^}]*}", "{id}"));
        }
        return paths;
    }

    private static Map<String, List<String>> measures(String script) {
        String table = script.substring(script.indexOf("const OF = {"));
        Map<String, List<String>> measures = new TreeMap<>();
        Matcher service = Pattern.compile("(\\w+): \\[([^]]*)]").matcher(table.substring(0, table.indexOf("};")));
        while (service.find()) {
            measures.put(
                    service.group(1),
                    List.of(service.group(2).replaceAll("['\\s]", "").split(",", -1)));
        }
        return measures;
    }

    /**
     * What an answer can have rows for, as the API says; {@code day} is an older word for a bucket, and {@code fleet}
     * what is meant without any.
     */
    private static Set<String> groups(String path) throws IOException {
        JsonObject api = new JsonObject(resource("/org/curbline/telemetry/openapi.json"));
        Set<String> groups = new TreeSet<>();
        api
                .getJsonObject("paths")
                .getJsonObject(path.replace("?", ""))
                .getJsonObject("get")
                .getJsonArray("parameters")
                .stream()
                .map(JsonObject.class::cast)
                .map(parameter -> resolved(parameter, api))
                .filter(parameter -> "by".equals(parameter.getString("name")))
                .forEach(by ->
                        by.getJsonObject("schema").getJsonArray("enum").forEach(word -> groups.add(word.toString())));
        groups.removeAll(Set.of("day", "fleet"));
        return groups;
    }

    private static JsonObject resolved(JsonObject parameter, JsonObject api) {
        String reference = parameter.getString("$ref");
        return reference == null
                ? parameter
                : api.getJsonObject("components")
                        .getJsonObject("parameters")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String line(String part, String text) {
        return text.lines().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }

    private static Map<String, String> pages() throws IOException {
        URI folder = URI.create(Objects.requireNonNull(TelemetryServiceMain.class.getResource(PAGES))
                .toString());
        if (!folder.getScheme().equals("jar")) {
            return scripts(Path.of(folder));
        }
        try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
            return scripts(jar.getPath(PAGES));
        }
    }

    private static Map<String, String> scripts(Path folder) throws IOException {
        Map<String, String> scripts = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".js")).toList()) {
                scripts.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return scripts;
    }

    private static String page(String name) throws IOException {
        return resource(PAGES + "/" + name);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TelemetryServiceMain.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Kiosk kiosk(String id, String borough, String district) {
        Place place = new Place(40.7, -73.9, borough, district, "", "");
        return new Kiosk(id, Lifecycle.ACTIVE, "", place, null, null, Origin.ADDED);
    }
}
