package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.curbline.gateway.Gateway;
import org.curbline.gateway.GatewayHttp;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.commands.CommandSettings;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.webhooks.WebhookSettings;
import org.curbline.gateway.webhooks.Webhooks;
import org.curbline.program.http.HttpFace;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.status.StatusRule;
import org.curbline.status.StatusSettings;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.api.GatewayForwarding;
import org.curbline.telemetry.api.MapTiles;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.testservers.FreePort;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first page says when its figures come from several places and not all of them are there. */
class PageSourcesIT {
    private static final Reckoning RECKONING =
            new Reckoning(ZoneOffset.UTC, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @AfterEach
    void end() {
        vertx.close().await();
    }

    @Test
    void storeThatIsAwayIsSaidAndTheRestStaysLive(@TempDir Path folder) {
        try (Chromium browser = Chromium.start();
                InfluxProcess influx = InfluxServer.startProcess();
                TelemetryStore store = InfluxStore.open(place(influx), Clock.systemUTC());
                KioskRegistry registry = registry()) {
            registry.importKiosks(new StringReader(CityCsv.write(SyntheticCity.of(20, 1))));
            GatewayParts gateway = GatewayParts.start(vertx, folder, store, registry, meters);
            int port = listen(gateway.addTo(face(store, registry)));
            browser.size(1440, 900).open("http://127.0.0.1:" + port + "/");
            browser.awaitText("#today .count", "0");
            assertEquals(List.of(), browser.complaints());

            influx.kill();
            browser.awaitPart("#today .reason", "The store does not answer at the moment");
            browser.awaitStart("#today-title", "Used on ");
            browser.awaitText("#age", "Some figures are old, and say so");
            browser.awaitValue("document.querySelector('#fleet.old, #books.old, #rate.old') === null", true);
            assertEquals(List.of(), browser.barriers());

            influx.restart();
            browser.awaitStart("#age", "Live, ");
            browser.awaitText("#today-title", "Used today");
            browser.awaitText("#today .reason", "");
            gateway.close();
        }
    }

    @Test
    void telemetryServiceThatKnowsOfAGatewayShowsWhatThatKnows(@TempDir Path folder) throws Exception {
        try (Chromium browser = Chromium.start();
                InfluxServer influx = InfluxServer.start();
                TelemetryStore store =
                        InfluxStore.open(place(influx.url(), influx.org(), influx.token()), Clock.systemUTC());
                KioskRegistry registry = registry()) {
            registry.importKiosks(new StringReader(CityCsv.write(SyntheticCity.of(20, 1))));
            GatewayParts gateway = GatewayParts.start(vertx, folder, store, registry, meters);
            HttpFace its = gateway.addTo(HttpFace.builder(vertx))
                    .listen("127.0.0.1", 0)
                    .await();
            String known = "http://127.0.0.1:" + its.port();
            HttpFace.Builder face = face(store, registry);
            GatewayForwarding.addTo(face, vertx, URI.create(known));
            String own = "http://127.0.0.1:" + listen(face);

            browser.size(1440, 900).open(own + "/");
            browser.awaitStart("#age", "Live, ");
            browser.awaitValue("[rate, books, kiosks, map].every((part) => part.checkVisibility())", true);
            String kiosk = registry.all().iterator().next().id();
            browser.open(own + "/kiosks/" + kiosk);
            browser.awaitStart("#age", "Live, ");
            browser.awaitValue("[services, lanes].every((part) => part.checkVisibility())", true);
            assertEquals(List.of(), browser.complaints());
            browser.open(own + "/quality");
            browser.awaitText("#quarantine-sources", "CSV API: GET /api/v1/quarantine?limit=20");
            assertEquals(
                    List.of("text/csv; charset=utf-8", "application/json"),
                    browser.value("Promise.all([...document.querySelectorAll('#quarantine-sources a')].map((a) =>"
                            + " fetch(a.href).then(({ headers }) => headers.get('Content-Type'))))"));
            for (String path : List.of(
                    "/api/v1/kiosks/" + kiosk,
                    "/api/v1/books",
                    "/api/v1/quarantine?limit=3",
                    "/api/v1/quarantine?limit=3&format=csv")) {
                HttpResponse<String> direct = get(known + path);
                HttpResponse<String> forwarded = get(own + path);
                assertEquals(200, forwarded.statusCode());
                assertEquals(timeless(direct), timeless(forwarded));
                Set<String> headers = new TreeSet<>(direct.headers().map().keySet());
                headers.add("date");
                assertEquals(headers, new TreeSet<>(forwarded.headers().map().keySet()));
                assertEquals(
                        1,
                        forwarded.headers().allValues("content-security-policy").size());
            }
            assertEquals(400, get(own + "/api/v1/kiosks?colour=blue").statusCode());
            assertEquals(404, get(own + "/api/v1/webhooks").statusCode(), "what no page shows");
            assertEquals(200, post(own + "/api/v1/quarantine/replay").statusCode());
            assertEquals(405, post(own + "/api/v1/kiosks/" + kiosk).statusCode());
            assertEquals(404, get(own + "/api/v1/kiosks/%2e%2e%2fwebhooks").statusCode());
            HttpRequest.Builder ofAnotherSite = HttpRequest.newBuilder(URI.create(own + "/api/v1/quarantine/replay"))
                    .header("Sec-Fetch-Site", "cross-site")
                    .POST(BodyPublishers.noBody());
            assertEquals(403, send(ofAnotherSite).statusCode());
            HttpRequest.Builder head =
                    HttpRequest.newBuilder(URI.create(own + "/api/v1/events")).method("HEAD", BodyPublishers.noBody());
            assertEquals(200, send(head.timeout(Duration.ofMinutes(1))).statusCode(), "a stream has no end");

            its.close().await();
            HttpResponse<String> away = get(own + "/api/v1/books");
            assertEquals(503, away.statusCode());
            assertTrue(away.body().contains("The gateway does not answer at the moment."), away.body());
            browser.open(own + "/");
            browser.awaitText("#age", "Some figures are old, and say so");
            browser.awaitText("#today .count", "0");
            assertFalse(browser.holds("document.getElementById('fleet-none').checkVisibility()"));
            gateway.close();
        }
    }

    private static String timeless(HttpResponse<String> answer) {
        return answer.body().replaceAll("\"at\":\"[^\"]+\"", "");
    }

    private static HttpResponse<String> get(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private static HttpResponse<String> post(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)).POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void telemetryServiceAloneSaysWhereTheRestIs() {
        try (Chromium browser = Chromium.start();
                InfluxServer influx = InfluxServer.start();
                TelemetryStore store =
                        InfluxStore.open(place(influx.url(), influx.org(), influx.token()), Clock.systemUTC());
                KioskRegistry registry = registry()) {
            int port = listen(face(store, registry));
            browser.size(1440, 900).open("http://127.0.0.1:" + port + "/");
            browser.awaitStart("#age", "Live, ");

            browser.awaitText("#today .count", "0");
            assertTrue(
                    browser.holds("today.getBoundingClientRect().width > 700"), "The one panel with figures is small");
            browser.awaitPart(
                    "#fleet", "nobody has told this program where that is: curbline.telemetry.gateway-url does");
            assertFalse(browser.holds("[rate, books, kiosks, map].some((part) => part.checkVisibility())"));
            assertEquals(List.of(), browser.complaints()); // axe-core makes some of its own
            assertEquals(List.of(), browser.barriers());

            browser.complaints(); // those of axe-core
            browser.open("http://127.0.0.1:" + port + "/kiosks/mn-05-000001");
            browser.awaitStart("#age", "Live, ");
            browser.awaitText("#kiosk-id", "mn-05-000001");
            browser.awaitText("#today .count", "0");
            browser.awaitPart(
                    "#kiosk", "nobody has told this program where that is: curbline.telemetry.gateway-url does");
            browser.awaitValue("[services, lanes, nobody].some((part) => part.checkVisibility())", false);
            browser.awaitValue("[asked, available, today].every((part) => part.checkVisibility())", true);
            assertEquals(List.of(), browser.complaints());
            assertEquals(List.of(), browser.barriers());
        }
    }

    private HttpFace.Builder face(TelemetryStore store, KioskRegistry registry) {
        TelemetryApi telemetry = new TelemetryApi(
                vertx, store.reader(), registry, Clock.systemUTC(), RECKONING, () -> Coverage.NONE, meters);
        return TelemetryApi.pages(HttpFace.builder(vertx), MapTiles.NONE)
                .api(TelemetryApi.DOCUMENT, telemetry.operations());
    }

    private static int listen(HttpFace.Builder face) {
        return face.listen("127.0.0.1", 0).await().port();
    }

    private static KioskRegistry registry() {
        return KioskRegistry.open("jdbc:h2:mem:" + UUID.randomUUID(), Clock.systemUTC());
    }

    private static InfluxPlace place(InfluxProcess influx) {
        return place(influx.url(), influx.org(), influx.token());
    }

    private static InfluxPlace place(String url, String org, String token) {
        return new InfluxPlace(
                URI.create(url), org, "page", token, Retention.of(Duration.ofDays(60)), Duration.ofSeconds(10), false);
    }

    /** A gateway without its HTTP face. */
    private record GatewayParts(
            Vertx vertx,
            Gateway gateway,
            FleetStatus status,
            Webhooks webhooks,
            CommandDesk commands,
            PrometheusMeterRegistry meters) {
        static GatewayParts start(
                Vertx vertx,
                Path folder,
                TelemetryStore store,
                KioskRegistry registry,
                PrometheusMeterRegistry meters) {
            Settings settings = new SettingsLoader(Map.of(), folder)
                    .load(
                            null,
                            Map.of(
                                    "curbline.mqtt.host", "127.0.0.1",
                                    "curbline.mqtt.port", Integer.toString(FreePort.find()),
                                    "curbline.quarantine.file",
                                            folder.resolve("quarantine.mv").toString()),
                            MqttSettings.class,
                            PipelineSettings.class,
                            QuarantineSettings.class,
                            StatusSettings.class,
                            WebhookSettings.class,
                            CommandSettings.class);
            Clock clock = Clock.systemUTC();
            Gateway gateway = Gateway.start(
                    vertx,
                    new Gateway.Settings(
                            settings.get(MqttSettings.class),
                            settings.get(PipelineSettings.class),
                            settings.get(QuarantineSettings.class)),
                    store.writer(),
                    registry,
                    new Gateway.Workplace(ProtocolLimits.DEFAULT, meters, clock));
            FleetStatus status = FleetStatus.start(
                    vertx,
                    settings.get(StatusSettings.class),
                    store,
                    registry,
                    new FleetStatus.Workplace(ProtocolLimits.DEFAULT.maxAge(), clock));
            Webhooks webhooks = Webhooks.start(
                    vertx,
                    settings.get(WebhookSettings.class),
                    registry,
                    status,
                    new Webhooks.Workplace(meters, clock, new SecureRandom()));
            CommandDesk commands = CommandDesk.start(
                    vertx,
                    settings.get(CommandSettings.class),
                    registry.commands(),
                    gateway.commandLines(),
                    store.reader(),
                    clock);
            return new GatewayParts(vertx, gateway, status, webhooks, commands, meters);
        }

        HttpFace.Builder addTo(HttpFace.Builder face) {
            return GatewayHttp.add(face, vertx, gateway, status, webhooks, commands, meters);
        }

        void close() {
            commands.close();
            gateway.stop();
            webhooks.close();
            status.close();
        }
    }
}
