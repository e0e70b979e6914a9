package org.curbline.standalone;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.kiosk.Target;
import org.curbline.testservers.FreePort;

/**
 * A standalone program in a process of its own, and simulated kiosks beside it: so a test can still the kiosks, or kill
 * the program under them.
 */
final class LiveCity implements AutoCloseable {
    private static final Duration TO_DRAIN = Duration.ofMinutes(2);

    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();
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
        LiveCity city = new LiveCity(folder);
        city.program.start().awaitLive();
        return city;
    }

    /** One with kiosks in its registry, none of them connected. */
    static LiveCity of(int kiosks, Path folder) throws IOException, InterruptedException {
        LiveCity city = empty(folder);
        city.register(SyntheticCity.of(kiosks, 1));
        return city;
    }

    String url() {
        return "http://127.0.0.1:" + httpPort + "/";
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
        vertx.close().await();
        program.close();
    }

    private void register(List<KioskSite> sites) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "api/v1/kiosks/import"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(CityCsv.write(sites)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("The kiosks were not imported: " + answer.body());
        }
    }
}
