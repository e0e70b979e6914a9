package org.curbline.standalone;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.kiosk.Target;
import org.curbline.testservers.FreePort;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A standalone program in a process of its own, and simulated kiosks beside it: so a test can still the kiosks, or kill
 * the program under them.
 */
final class LiveCity implements AutoCloseable {
    private static final Duration TO_DRAIN = Duration.ofMinutes(5);
    /** It is counted every half a minute, and not so often where that takes long. */
    private static final Duration TO_COUNT = Duration.ofMinutes(5);

    /** So that a test waits seconds, and not half a minute, until a kiosk without connection is unknown. */
    private static final String SETTINGS =
            """
            curbline:
              status:
                offline-grace: 5s
              telemetry:
                week-start: monday
              mqtt:
                websocket-port: %d
            """;

    private static final String TILES =
            """
                map-tiles: %s
                map-credit: Somebody's map
            """;

    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();
    private final int webSocketPort = FreePort.find();
    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final ProgramProcess program;
    private final List<Fleet> fleets = new ArrayList<>();
    private int ledgers;

    private LiveCity(Path folder) {
        this.folder = folder;
        List<String> arguments = List.of(
                "--kiosks", "0",
                "--http-port", Integer.toString(httpPort),
                "--mqtt-port", Integer.toString(mqttPort),
                "--data", folder.resolve("data").toString());
        this.program = new ProgramProcess(StandaloneMain.class.getName(), folder.resolve("out"), httpPort, arguments);
    }

    /** One that knows no kiosk and has stored nothing. */
    static LiveCity empty(Path folder) throws IOException, InterruptedException {
        return empty(folder, SETTINGS);
    }

    private static LiveCity empty(Path folder, String settings) throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("data"));
        LiveCity city = new LiveCity(folder);
        Files.writeString(data.resolve(SettingsLoader.DEFAULT_FILE), settings.formatted(city.webSocketPort));
        city.program.start().awaitLive();
        return city;
    }

    /** One with kiosks, and pictures of a tile server below its maps. */
    static LiveCity of(int kiosks, Path folder, String tiles) throws IOException, InterruptedException {
        String week = "    week-start: monday\n";
        return registered(kiosks, empty(folder, SETTINGS.replace(week, week + TILES.formatted(tiles))));
    }

    /** One with kiosks in its registry, none of them connected. */
    static LiveCity of(int kiosks, Path folder) throws IOException, InterruptedException {
        return registered(kiosks, empty(folder));
    }

    private static LiveCity registered(int kiosks, LiveCity city) throws IOException, InterruptedException {
        boolean isRegistered = false;
        try {
            city.register(SyntheticCity.of(kiosks, 1));
            isRegistered = true;
            return city;
        } finally {
            if (!isRegistered) {
                city.close();
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + httpPort + "/";
    }

    URI mqtt() {
        return URI.create("tcp://127.0.0.1:" + mqttPort);
    }

    int httpPort() {
        return httpPort;
    }

    /** Where it takes MQTT over WebSocket. */
    int webSocketPort() {
        return webSocketPort;
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return new JsonObject(program.get(path));
    }

    /** Connects simulated kiosks that begin some time back and have soon caught up with the present. */
    Fleet connect(int kiosks, Pace pace) {
        FleetSettings settings = new FleetSettings(
                        SyntheticCity.of(kiosks, 1),
                        new Target("127.0.0.1", mqttPort, "{kiosk}", "-"),
                        folder.resolve("ledger" + ++ledgers))
                .withPace(pace);
        Fleet fleet = Fleet.start(vertx, settings, Clock.systemUTC()).await();
        fleets.add(fleet);
        return fleet;
    }

    /** Connects the last of so many kiosks, to be played by the test. */
    PluggedKiosk plugIn(int kiosks) throws MqttException {
        Set<KioskSite> others = Set.copyOf(SyntheticCity.of(kiosks - 1, 1));
        KioskSite last = SyntheticCity.of(kiosks, 1).stream()
                .filter(site -> !others.contains(site))
                .findFirst()
                .orElseThrow();
        return plugIn(last.id().value());
    }

    /** Connects a kiosk, to be played by the test. */
    PluggedKiosk plugIn(String id) throws MqttException {
        return new PluggedKiosk("tcp://127.0.0.1:" + mqttPort, id);
    }

    /** The id of one of its kiosks, the same each time. */
    String someKiosk() {
        return SyntheticCity.of(1, 1).get(0).id().value();
    }

    /** Another way to what it serves over HTTP. */
    Wire wire() {
        return new Wire(vertx, httpPort);
    }

    /** Waits until a service of a kiosk is shown to be in a state. */
    void awaitState(String kiosk, String service, String state) throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_DRAIN.toNanos();
        while (!get("/api/v1/kiosks?service=" + service + "&state=" + state)
                .encode()
                .contains(kiosk)) {
            if (System.nanoTime() > until) {
                throw new AssertionError(kiosk + "'s " + service + " is not " + state);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Waits until what was stored before then, of a day and all after it, is counted for good. */
    void awaitCounted(LocalDate day, Instant then) throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_COUNT.toNanos();
        JsonObject usage = get("/api/v1/usage?from=" + day);
        while (!usage.getInstant("asOf").isAfter(then)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("What was stored before " + then + " is not counted: " + usage);
            }
            TimeUnit.MILLISECONDS.sleep(100);
            usage = get("/api/v1/usage?from=" + day);
        }
    }

    /** Takes away every kiosk that was connected. */
    void disconnect() {
        fleets.forEach(fleet -> fleet.close().await());
        fleets.clear();
    }

    /** No new events, and everything generated stored: from then on no figure changes. */
    static void still(Fleet fleet) {
        fleet.stopGenerating().await();
        fleet.drained(TO_DRAIN).await();
    }

    void kill() throws InterruptedException {
        program.kill();
    }

    void startAgain() throws IOException, InterruptedException {
        program.start().awaitLive();
    }

    @Override
    public void close() {
        program.close();
        vertx.close().await();
    }

    void importKiosks(String csv) throws IOException, InterruptedException {
        send("api/v1/kiosks/import", "text/csv", csv, 200);
    }

    /** Gives a kiosk a command; returns its id. */
    String tell(String kiosk, String command) throws IOException, InterruptedException {
        String body = new JsonObject().put("by", "a test").encode();
        return new JsonObject(send("api/v1/kiosks/" + kiosk + "/commands/" + command, "application/json", body, 202))
                .getString("id");
    }

    /** With which a kiosk enrols. */
    String token(String kiosk) throws IOException, InterruptedException {
        String body = new JsonObject().put("by", "a test").encode();
        return new JsonObject(send("api/v1/kiosks/" + kiosk + "/enrolments", "application/json", body, 201))
                .getString("token");
    }

    /** From now on for an hour. */
    void beginMaintenance(String borough) throws IOException, InterruptedException {
        Instant now = Instant.now();
        JsonObject window = new JsonObject()
                .put("boroughs", List.of(borough))
                .put("from", now.toString())
                .put("to", now.plus(Duration.ofHours(1)).toString())
                .put("by", "a test")
                .put("reason", "new modems");
        send("api/v1/maintenance", "application/json", window.encode(), 201);
    }

    private void register(List<KioskSite> sites) throws IOException, InterruptedException {
        importKiosks(CityCsv.write(sites));
    }

    private String send(String path, String type, String body, int expected) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException(path + " answered " + answer.body());
        }
        return answer.body();
    }
}
