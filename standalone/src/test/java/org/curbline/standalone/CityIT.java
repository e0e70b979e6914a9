package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.registry.list.SampleKiosks;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A city's own list, from the file to the page: its kiosks are registered, its live ones speak, nothing is lost. */
class CityIT {
    private static final String NEW_YORK = "LinkNYC_Kiosk_Locations_20251008.csv";
    private static final Pattern BOOKS =
            Pattern.compile("sent (\\d+)  stored (\\d+)  duplicate \\d+  quarantined 0  waiting 0  lost 0  twice 0");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Four kiosks nobody has built, in the form of the city's status feed, with what such lists have wrong. */
    private static final String FEED =
            """
            generated_on,site_id,status,planned_kiosk_type,borough,latitude,longitude,community_board,nta,\
            installation_date,activation_date,wifi_status,location
            2026-11-24 01:00:00.000,MN-05-900001,Live,Link1.0,Manhattan,40.753491,-73.986793,105,Midtown,\
            2016-01-01 19:00:00.000,2016-12-31 19:00:00.000,up,
            2026-11-24 01:00:00.000,qu-12-900002,Live,LINK1.0,Queens,,,412,Jamaica,\
            2020-09-01 20:00:00.000,someday,down,"(40.701625, -73.790602)"
            2026-11-24 01:00:00.000,si-01-GF90003,Removed Pending Reinstall,Link1.0,Staten Island,40.64,-74.07,501,,,,,
            2026-11-24 01:00:00.000,bk-01-900004,Live,Link1.0,,40.711154,-73.956058,,,,,,
            2026-11-24 01:00:00.000,mn-05-900001,Live,Link1.0,Manhattan,40.753491,-73.986793,105,Midtown,,,up,
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();

    @Test
    void theLiveKiosksOfAnExportAreSimulatedUnderTheirOwnIds() throws Exception {
        StringWriter csv = new StringWriter();
        try (Reader sample = SampleKiosks.reader()) {
            sample.transferTo(csv);
        }
        Path list = Files.writeString(temp.resolve("export.csv"), csv.toString());
        try (ProgramProcess program =
                program("--city", list.toString(), "--speed", "60").start()) {
            List<JsonObject> kiosks = whenAllHaveSpoken(program, 22);
            assertEquals(25, kiosks.size());
            JsonObject mixedCase = kiosks.stream()
                    .filter(kiosk -> kiosk.getString("id").equals("qu-12-900021"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("ACTIVE", mixedCase.getString("lifecycle"));
            assertEquals("Queens", mixedCase.getString("borough"));
            assertEquals(40.701625, mixedCase.getDouble("latitude"));

            assertObeys(program, "qu-12-900021");
            assertBalances(program);
            String said = program.said();
            assertTrue(said.contains("25 kiosks of export.csv are registered; of its 22 live ones 22 are"), said);
            assertFalse(said.contains("problems"), said);
        }
    }

    @Test
    void whatAStatusFeedHasWrongIsCountedAndWrittenDownWithItsLine() throws Exception {
        Path list = Files.writeString(temp.resolve("feed.csv"), FEED);
        try (ProgramProcess program =
                program("--city", list.toString(), "--speed", "60").start()) {
            List<JsonObject> kiosks = whenAllHaveSpoken(program, 2);
            assertEquals(
                    Set.of("mn-05-900001", "qu-12-900002"),
                    new TreeSet<>(ids(kiosks, kiosk -> kiosk.getBoolean("connected"))));
            assertEquals(4, kiosks.size());

            assertBalances(program);
            String said = program.said();
            assertTrue(said.contains("4 kiosks of feed.csv are registered; of its 3 live ones 2 are simulated"), said);
            assertTrue(said.contains("1 live ones cannot be simulated"), said);
            Path problems = temp.resolve("data").resolve("city-problems.txt");
            assertTrue(said.contains("problems in the list, each with its line, are in " + problems), said);
            String written = Files.readString(problems);
            assertTrue(written.contains("line 3, activation_date: Not a date"), written);
            assertTrue(written.contains("line 6, site_id: mn-05-900001 is listed before, in line 2"), written);
        }
    }

    @Test
    void aFileThatIsNoListIsOneSentenceAndNothingIsLeftRunning() throws Exception {
        Path usage = Files.writeString(temp.resolve("usage.csv"), "Report Ending,Number of Sessions\n01/05/2020,1\n");
        for (String file : List.of(usage.toString(), temp.resolve("none.csv").toString())) {
            try (ProgramProcess program = program("--city", file).start()) {
                assertEquals(1, program.awaitExit(PATIENCE), program.said());
                List<String> said = program.said()
                        .lines()
                        .filter(line -> line.startsWith("demo: "))
                        .toList();
                assertTrue(said.get(said.size() - 1).contains(file), program.said());
                assertFalse(program.said().contains("\tat "), program.said());
            }
        }
    }

    @Test
    void theWholeOfNewYorkConnectsPublishesAndBalances() throws Exception {
        Path list = sharedData();
        assumeTrue(list != null, "the city's files are not here");
        assertNotNull(list);
        try (ProgramProcess program =
                program("--city", list.toString(), "--speed", "5").start()) {
            List<JsonObject> kiosks = whenAllHaveSpoken(program, 2_237);
            assertEquals(2_250, kiosks.size());
            assertEquals(
                    2_237, ids(kiosks, kiosk -> kiosk.getBoolean("connected")).size());

            assertBalances(program);
            String said = program.said();
            assertTrue(said.contains("of its 2,237 live ones 2,237 are simulated, under their own ids"), said);
        }
    }

    /** Waits until so many kiosks are connected and have an event in the store each. */
    private static List<JsonObject> whenAllHaveSpoken(ProgramProcess program, int expected) throws Exception {
        program.awaitLive();
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<JsonObject> kiosks = kiosks(program);
        while (ids(kiosks, kiosk -> kiosk.getBoolean("connected") && kiosk.containsKey("lastEventAt"))
                        .size()
                < expected) {
            int connected = ids(kiosks, kiosk -> kiosk.getBoolean("connected")).size();
            assertTrue(
                    System.nanoTime() < until,
                    () -> connected + " of " + expected + " are connected, and not all have spoken");
            TimeUnit.MILLISECONDS.sleep(200);
            kiosks = kiosks(program);
        }
        return kiosks;
    }

    /** A simulated kiosk does what it is told; its reply is an event, and in the books. */
    private static void assertObeys(ProgramProcess program, String kiosk) throws Exception {
        String order = "{\"by\": \"ada\", \"parameters\": {\"service\": \"wifi\"}}";
        JsonObject command =
                new JsonObject(program.post("/api/v1/kiosks/" + kiosk + "/commands/reboot-service", order));
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!"done".equals(command.getString("state"))) {
            String seen = command.encode();
            assertTrue(System.nanoTime() < until, seen);
            TimeUnit.MILLISECONDS.sleep(200);
            command = new JsonObject(program.get("/api/v1/commands/" + command.getString("id")));
        }
    }

    private static List<JsonObject> kiosks(ProgramProcess program) throws Exception {
        JsonArray kiosks = new JsonObject(program.get("/api/v1/kiosks")).getJsonArray("kiosks");
        List<JsonObject> list = new ArrayList<>();
        kiosks.forEach(kiosk -> list.add((JsonObject) kiosk));
        return list;
    }

    private static List<String> ids(List<JsonObject> kiosks, Predicate<JsonObject> which) {
        return kiosks.stream().filter(which).map(kiosk -> kiosk.getString("id")).toList();
    }

    private static void assertBalances(ProgramProcess program) throws Exception {
        program.signal("INT");
        assertEquals(0, program.awaitExit(PATIENCE), program.said());
        Matcher books = BOOKS.matcher(program.said());
        assertTrue(books.find(), program.said());
        System.out.println("CityIT: " + books.group());
        assertEquals(books.group(1), books.group(2), program.said());
    }

    private ProgramProcess program(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--http-port",
                Integer.toString(httpPort),
                "--mqtt-port",
                Integer.toString(mqttPort),
                "--data",
                temp.resolve("data").toString()));
        arguments.addAll(List.of(more));
        return new ProgramProcess(StandaloneMain.class.getName(), temp.resolve("out"), httpPort, arguments);
    }

    /** In {@code $CURBLINE_SHARED/data}, or {@code shared/data} further up. */
    private static @Nullable Path sharedData() {
        String told = System.getenv("CURBLINE_SHARED");
        if (told != null && Files.exists(Path.of(told, "data", NEW_YORK))) {
            return Path.of(told, "data", NEW_YORK);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.exists(up.resolve("shared/data").resolve(NEW_YORK))) {
                return up.resolve("shared/data").resolve(NEW_YORK);
            }
        }
        return null;
    }
}
