package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.curbline.demand.Borough;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.audit.Audit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.HttpStatusAnswers;
import org.curbline.simulator.audit.StatusAudit;
import org.curbline.simulator.audit.StatusReport;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenario;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.Scenarios;
import org.curbline.simulator.scenario.Until;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every scenario that is shipped, in a small form: a few kiosks each and at most a day, all of them side by side
 * against one gateway. Nothing is lost, and nothing is said that was not so.
 */
class ScenariosIT {
    private static final Duration LONGEST = Duration.ofDays(1);
    /** Links do not become faster with the clock. */
    private static final Duration OVER_LINKS = Duration.ofHours(2);

    private static final Duration OF_CALM = Duration.ofHours(6);
    private static final Duration AFTERWARDS = Duration.ofHours(1);
    private static final Duration OF_ENDLESS = Duration.ofMinutes(10);
    /** Of wall time for each; they run at the same time. */
    private static final double SECONDS = 15;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** More than the times that it may have been sent again and kept once. */
    private static final int COPIES = 500;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final StandaloneOptions options = new StandaloneOptions();
    private final Map<String, Played> played = new HashMap<>();

    ScenariosIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyShippedScenarioShowsWhatItSaysAndLosesNothing() throws Exception {
        List<Scenario> scenarios = Scenarios.shipped();
        List<KioskSite> everyKiosk = new ArrayList<>();
        for (int i = 0; i < scenarios.size(); i++) {
            everyKiosk.addAll(kiosks(scenarios.get(i), i));
        }
        options.data = folder.resolve("data");
        options.city = Files.writeString(folder.resolve("city.csv"), CityCsv.write(everyKiosk));
        options.kiosks = 0;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
        Files.createDirectories(options.data);
        try (City city = City.start(options, Clock.systemUTC())) {
            for (int i = 0; i < scenarios.size(); i++) {
                played.put(scenarios.get(i).name(), start(scenarios.get(i), kiosks(scenarios.get(i), i)));
            }
            for (Scenario scenario : scenarios) {
                finish(scenario.name(), played(scenario.name()).fleet);
            }
            assertTrue(city.line().contains("books balanced"), city.line());
            oneRefusalTooManyIsFound();
        } finally {
            vertx.close().await();
        }
        assertEquals(Set.of(), played("ordinary").faults());
        assertEquals(EnumSet.of(FaultKind.SILENT), played("bad-firmware").faults());
        assertEquals(Set.of(State.UP), played("bad-firmware").said());
        assertEquals(
                EnumSet.of(FaultKind.NETWORK_AWAY), played("backhaul-outage").faults());
        assertTrue(played("backhaul-outage").index().truths().values().stream()
                .allMatch(truth -> truth.faults().size() == 1));
        assertEquals(
                EnumSet.of(FaultKind.NETWORK_AWAY, FaultKind.HALF_OPEN),
                played("reconnect-storm").faults());
        assertTrue(played("clock-chaos").faults().contains(FaultKind.WRONG_CLOCK));
        assertEquals(Set.of("qu"), played("storm-in-queens").befallen());
        Set<FaultKind> ofSending = EnumSet.complementOf(EnumSet.copyOf(FaultKind.ofState()));
        ofSending.add(FaultKind.HALF_OPEN);
        assertEquals(ofSending, played("hostile-kiosk").faults());
        assertEquals(
                72.0,
                (double) played("busy-phone").callsOf(played("busy-phone").sites.get(0)),
                40.0);
        assertTrue(played("never-activated").index().kiosks().stream()
                .noneMatch(kiosk -> kiosk.value().startsWith("si")));
    }

    /** A few, unlike those of any other scenario. */
    private static List<KioskSite> kiosks(Scenario scenario, int index) {
        boolean someAreOff = !scenario.world().city().neverActivated().isEmpty();
        return SyntheticCity.of(someAreOff ? 23 : 6, 1).stream()
                .filter(site -> !someAreOff || site.borough() != Borough.MANHATTAN)
                .map(site -> {
                    String id = site.id().value();
                    int number = Integer.parseInt(id.substring(6)) + 1_000 * index;
                    return new KioskSite(
                            new KioskId(id.substring(0, 6) + String.format("%06d", number)),
                            site.borough(),
                            site.district(),
                            site.latitude(),
                            site.longitude());
                })
                .toList();
    }

    private Played start(Scenario scenario, List<KioskSite> kiosks) {
        World world = scenario.world();
        Duration whole = world.calendar().duration();
        Duration longest = world.network().shares().isEmpty() ? untilAllHasHappened(world) : OVER_LINKS;
        Duration length = whole == null ? OF_ENDLESS : shorter(whole, longest);
        World fast = world.withSpeed(Math.max(2, length.toSeconds() / SECONDS));
        Play play = Play.of(fast, kiosks, new Until(length.toSeconds() + "s"), Clock.systemUTC());
        Path ledger = folder.resolve(scenario.name());
        Target target = new Target("127.0.0.1", options.mqttPort, "{kiosk}", "-");
        FleetSettings settings =
                play.in(new FleetSettings(play.sites(), target, ledger)).withLoops(1);
        return new Played(Fleet.start(vertx, settings, Clock.systemUTC()).await(), play.sites());
    }

    /** Where nothing is to happen at a given time, some hours are as good as a day. */
    private static Duration untilAllHasHappened(World world) {
        if (!world.demand().fixed().isEmpty()) {
            return LONGEST;
        }
        return world.faults().at().stream()
                .map(each ->
                        each.after().plus(each.spread()).plus(each.length()).plus(AFTERWARDS))
                .max(Comparator.naturalOrder())
                .map(end -> shorter(end, LONGEST))
                .orElse(OF_CALM);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * What was refused, dropped and repeated is in the report. What somebody else sends as that kiosk is told apart,
     * and what is the kiosk's own and was refused more often than it was sent is found.
     */
    private void oneRefusalTooManyIsFound() throws Exception {
        String report = audit("hostile-kiosk").text();
        for (String each : List.of(
                "dropped    lost-memory ",
                "dropped    spool-overflow ",
                "again      ",
                " DUPLICATE_FIELD ",
                " EMPTY ",
                " MALFORMED_JSON ",
                " NOT_AUTHORIZED ",
                " PERSONAL_DATA ",
                " TOO_DEEP ")) {
            assertTrue(report.contains(each), () -> each + " is missing: " + report);
        }
        String hostile = played("hostile-kiosk").sites.get(0).id().value();
        JsonObject own = oneThatWasRefused(hostile);
        try (PluggedKiosk other = new PluggedKiosk("tcp://127.0.0.1:" + options.mqttPort, hostile)) {
            other.sendRubbish();
            AuditReport foreign = audit("hostile-kiosk");
            assertTrue(foreign.balances(), foreign.text());
            assertTrue(foreign.text().contains("\nforeign "), foreign.text());
            for (int i = 0; i < COPIES; i++) {
                other.sends(own.getString("topic"), own.getString("payload"));
            }
        }
        AuditReport spoiled = audit("hostile-kiosk");
        assertFalse(spoiled.balances());
        assertTrue(spoiled.text().contains("refused: " + hostile + " MALFORMED_JSON: "), spoiled.text());
    }

    /** As it was sent: nothing in it is masked. */
    private JsonObject oneThatWasRefused(String kiosk) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + options.httpPort
                + "/api/v1/quarantine?limit=100&reason=MALFORMED_JSON&kiosk=" + kiosk);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return new JsonObject(answer.body())
                .getJsonArray("messages").stream()
                        .map(JsonObject.class::cast)
                        .filter(each -> each.getString("sender").equals(kiosk))
                        .filter(each -> each.getString("payload").matches("\\{[ -~]*"))
                        .filter(each -> !each.getString("payload").contains("redacted"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(answer.body()));
    }

    private AuditReport audit(String name) throws Exception {
        HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + options.httpPort));
        return new Audit(api, api).compare(played(name).index(), folder.resolve(name), api.books());
    }

    private void finish(String name, Fleet fleet) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!fleet.progress().over()) {
            assertTrue(System.nanoTime() < until, () -> name + " does not end: " + fleet.progress());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        fleet.stopGenerating().await();
        fleet.drained(PATIENCE).await();
        fleet.close().await();
        HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + options.httpPort));
        LedgerIndex index = fleet.ledger().index();
        AuditReport report = audit(name);
        System.out.println(name + ", digest " + index.digest() + ": " + report.text());
        assertTrue(report.balances() && report.counts().sent() > 0, () -> name + ": " + report.text());
        if (!index.truths().isEmpty()) {
            StatusReport status = new StatusAudit(new HttpStatusAnswers(api, api)).compare(index);
            System.out.println(status.text());
            assertTrue(status.agrees(), () -> name + ": " + status.text());
        }
    }

    private Played played(String name) {
        Played found = played.get(name);
        if (found == null) {
            throw new AssertionError(name + " was not played");
        }
        return found;
    }

    private record Played(Fleet fleet, List<KioskSite> sites) {
        LedgerIndex index() {
            return fleet.ledger().index();
        }

        Set<FaultKind> faults() {
            return index().truths().values().stream()
                    .flatMap(truth -> truth.faults().stream())
                    .map(fault -> fault.kind())
                    .collect(Collectors.toSet());
        }

        /** The boroughs in which something went wrong. */
        Set<String> befallen() {
            return index().truths().entrySet().stream()
                    .filter(each -> !each.getValue().faults().isEmpty())
                    .map(each -> each.getKey().value().substring(0, 2))
                    .collect(Collectors.toSet());
        }

        /** What services said of themselves. */
        Set<State> said() throws IOException {
            Set<State> said = EnumSet.noneOf(State.class);
            new LedgerReader().read(fleet.ledger().file(), new Generated((kiosk, event) -> {
                if (event instanceof ServiceReport report) {
                    said.add(report.state());
                }
            }));
            return said;
        }

        long callsOf(KioskSite site) throws IOException {
            List<KioskEvent> calls = new ArrayList<>();
            new LedgerReader().read(fleet.ledger().file(), new Generated((kiosk, event) -> {
                if (kiosk.equals(site.id()) && event.kind() == EventKind.CALL) {
                    calls.add(event);
                }
            }));
            return calls.size();
        }
    }

    private record Generated(BiConsumer<KioskId, KioskEvent> each) implements LedgerReader.Entries {
        @Override
        public void generated(KioskId kiosk, KioskEvent event) {
            each.accept(kiosk, event);
        }

        @Override
        public void resolved(LedgerReader.EventKey key, boolean acknowledged) {}
    }
}
