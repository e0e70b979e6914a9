package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.ledger.Account;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What only use can tell, from the kiosks to the audit: three of them tell a week of their past, from which the gateway
 * learns how they are used; then the WiFi of one is silent and that of another carries nothing, while both say that it
 * is up.
 */
class SuspectCityIT {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final int KIOSKS = 3;
    private static final int SPEED = 20;
    /** The gateway looks for what is usual a while after it found a city without a past. */
    private static final int WHILE_IT_WAITS = 200;

    /** In the evening people come half again as often as on average. */
    private static final int EVENING = 17;

    private static final double LEAST_AN_HOUR = 4_000 / 24.0;
    /** Each is ended by the test, however slow the machine is. */
    private static final Duration LONGEST = Duration.ofHours(10);
    /** The audit allows a second between a report and what is shown; two of this machine are forty of its clocks. */
    private static final Duration THIRTY_NINE_MORE = Duration.ofSeconds(39);

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private static final String SCENARIO =
            """
            name: a-week-behind-them
            shows: Kiosks that have a past.
            expect: [two of them are suspected]
            city: {kiosks: %d}
            calendar: {start: %s, zone: "%s", speed: 1000000}
            demand:
              fixed:
                - {kiosk: %s, service: wifi, per-day: 4000}
                - {kiosk: %s, service: wifi, per-day: 4000}
                - {kiosk: %s, service: wifi, per-day: 4000}
            """;
    private static final String SETTINGS =
            """
            curbline:
              status:
                usual-use:
                  learn-from: 7d
                  zone: America/New_York
            """;

    private final FastClock clock = new FastClock(1);
    private final StandaloneOptions options = new StandaloneOptions();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<KioskId> kiosks =
            SyntheticCity.of(KIOSKS, 1).stream().map(KioskSite::id).toList();
    private final KioskId silent = kiosks.get(0);
    private final KioskId empty = kiosks.get(1);

    SuspectCityIT(@TempDir Path folder) throws Exception {
        Instant now = clock.instant();
        Instant weekAgo = LocalDate.ofInstant(now, NEW_YORK)
                .minusDays(7)
                .atStartOfDay(NEW_YORK)
                .toInstant();
        ZoneOffset evening =
                ZoneOffset.ofHours(EVENING - now.atOffset(ZoneOffset.UTC).getHour());
        String text = SCENARIO.formatted(
                KIOSKS, LocalDateTime.ofInstant(weekAgo, evening).minusHours(2), evening, silent, empty, kiosks.get(2));
        Path scenario = Files.writeString(folder.resolve("week.yaml"), text);
        CommandLine.populateCommand(options, "--scenario", scenario.toString());
        options.data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(options.data.resolve(SettingsLoader.DEFAULT_FILE), SETTINGS);
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void whatIsSilentAndWhatCarriesNothingIsSuspectedAndTheAuditAgrees() throws Exception {
        try (City city = City.start(options, clock)) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            tellsItsPast(fleet);
            isLearnt(fleet);
            clock.runs(SPEED);
            Instant before = clock.instant();
            fleet.begin(silent, FaultKind.SILENT, Service.WIFI, LONGEST, 0).await();
            fleet.begin(empty, FaultKind.EMPTY, Service.WIFI, LONGEST, 0).await();
            await("the silent one is suspected", () -> wifi(silent).equals("suspect use-has-stopped"));
            await("the empty one is suspected", () -> wifi(empty).equals("suspect sessions-carry-nothing"));
            assertEquals("up reported-up", wifi(kiosks.get(2)));
            for (KioskId kiosk : List.of(silent, empty)) {
                Fault fault = fleet.end(kiosk).await();
                assertTrue(
                        fault != null && fault.toMillis() < before.plus(LONGEST).toEpochMilli(), "it lasted");
            }
            await("people are back", () -> eachIsUp());
            Instant soundStill = before.minus(TEN_MINUTES);
            assertEquals(List.of("up", "suspect", "up"), known(silent, soundStill));
            assertEquals(List.of("up", "suspect", "up"), known(empty, soundStill));
            assertEquals(List.of("up"), known(kiosks.get(2), soundStill));
            City.Ending ending = city.finish();
            System.out.println(ending.text());
            assertTrue(ending.balanced(), ending.text());
            assertTrue(ending.text().matches("(?s).*\nfaults {5}silent 1 {2}empty 1\n.*"), ending.text());
        }
    }

    private void tellsItsPast(Fleet fleet) throws Exception {
        await(
                "the past is told",
                () -> kiosks.stream().allMatch(kiosk -> hasCome(fleet, kiosk))
                        && fleet.progress().waiting() == 0);
    }

    private boolean hasCome(Fleet fleet, KioskId kiosk) {
        Instant twoReportsAgo = clock.instant().minusSeconds(120);
        return fleet.ledger().index().accounts(kiosk).stream()
                .mapToLong(Account::lastMillis)
                .anyMatch(last -> last > twoReportsAgo.toEpochMilli());
    }

    /** Nobody waits for what the clock is ahead meanwhile: the kiosks stand still. */
    private void isLearnt(Fleet fleet) throws Exception {
        fleet.pause();
        clock.runs(WHILE_IT_WAITS);
        for (KioskId kiosk : kiosks) {
            await("what is usual is learnt", () -> usualUsesPerHour(kiosk) > LEAST_AN_HOUR);
        }
        clock.runs(1);
        await("all are there", () -> fleet.progress().connected() == KIOSKS);
        fleet.goOn();
        await("all are up", this::eachIsUp);
        fleet.ledger().liveFrom(clock.instant());
        kiosks.forEach(kiosk -> fleet.ledger().link(kiosk, "fast-clocks", THIRTY_NINE_MORE));
    }

    private boolean eachIsUp() throws Exception {
        for (KioskId kiosk : kiosks) {
            if (!wifi(kiosk).equals("up reported-up")) {
                return false;
            }
        }
        return true;
    }

    private String wifi(KioskId kiosk) throws Exception {
        JsonObject service = service(kiosk);
        return service.getString("state") + ' ' + service.getString("reason");
    }

    private double usualUsesPerHour(KioskId kiosk) throws Exception {
        return service(kiosk).getDouble("usualUsesPerHour", 0.0);
    }

    private JsonObject service(KioskId kiosk) throws Exception {
        return get("/api/v1/kiosks/" + kiosk).getJsonArray("services").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("service").equals("wifi"))
                .findFirst()
                .orElseThrow();
    }

    /** The states in which the WiFi is known to have been, one after the other. */
    private List<String> known(KioskId kiosk, Instant from) throws Exception {
        return get("/api/v1/kiosks/" + kiosk + "/history?view=known&from=" + from)
                .getJsonObject("services")
                .getJsonArray("wifi")
                .stream()
                .map(each -> ((JsonObject) each).getString("state"))
                .toList();
    }

    private JsonObject get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + options.httpPort + path);
        return new JsonObject(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < until, () -> "Waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
