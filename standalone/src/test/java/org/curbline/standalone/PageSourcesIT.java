package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
            Gateway gateway = Gateway.start(
                    vertx,
                    settings(folder),
                    store.writer(),
                    registry,
                    new Gateway.Workplace(ProtocolLimits.DEFAULT, meters, Clock.systemUTC()));
            FleetStatus status = FleetStatus.start(
                    vertx,
                    new SettingsLoader(Map.of(), folder)
                            .load(null, Map.of(), StatusSettings.class)
                            .get(StatusSettings.class),
                    store,
                    registry,
                    new FleetStatus.Workplace(ProtocolLimits.DEFAULT.maxAge(), Clock.systemUTC()));
            Webhooks webhooks = Webhooks.start(
                    vertx,
                    new SettingsLoader(Map.of(), folder)
                            .load(null, Map.of(), WebhookSettings.class)
                            .get(WebhookSettings.class),
                    registry,
                    status,
                    new Webhooks.Workplace(meters, Clock.systemUTC(), new SecureRandom()));
            CommandDesk commands = CommandDesk.start(
                    vertx,
                    new SettingsLoader(Map.of(), folder)
                            .load(null, Map.of(), CommandSettings.class)
                            .get(CommandSettings.class),
                    registry.commands(),
                    gateway.commandLines(),
                    store.reader(),
                    Clock.systemUTC());
            int port =
                    listen(GatewayHttp.add(face(store, registry), vertx, gateway, status, webhooks, commands, meters));
            browser.size(1440, 900).open("http://127.0.0.1:" + port + "/");
            browser.awaitText("#today .count", "0");
            assertEquals(List.of(), browser.complaints());

            influx.kill();
            browser.awaitPart("#today .reason", "InfluxDB");
            browser.awaitStart("#today-title", "Used on ");
            browser.awaitText("#age", "Some figures are old, and say so");
            browser.awaitValue("document.querySelector('#fleet.old, #books.old, #rate.old') === null", true);
            assertEquals(List.of(), browser.barriers());

            influx.restart();
            browser.awaitStart("#age", "Live, ");
            browser.awaitText("#today-title", "Used today");
            browser.awaitText("#today .reason", "");
            commands.close();
            gateway.stop();
            webhooks.close();
            status.close();
        }
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
            browser.awaitPart("#fleet", "look at the gateway's own address");
            assertFalse(browser.holds("[rate, books, kiosks, map].some((part) => part.checkVisibility())"));
            assertEquals(List.of(), browser.complaints()); // axe-core makes some of its own
            assertEquals(List.of(), browser.barriers());

            browser.complaints(); // those of axe-core
            browser.open("http://127.0.0.1:" + port + "/kiosks/mn-05-000001");
            browser.awaitStart("#age", "Live, ");
            browser.awaitText("#kiosk-id", "mn-05-000001");
            browser.awaitText("#today .count", "0");
            browser.awaitPart("#kiosk", "look at the gateway's own address");
            assertFalse(browser.holds("[services, week, nobody].some((part) => part.checkVisibility())"));
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

    private static Gateway.Settings settings(Path folder) {
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
                        QuarantineSettings.class);
        return new Gateway.Settings(
                settings.get(MqttSettings.class),
                settings.get(PipelineSettings.class),
                settings.get(QuarantineSettings.class));
    }
}
