package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.ledger.Account;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.ledger.LedgerReader.EventKey;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A kiosk among others that sends a few bytes at a time. Whether others wait for it is told by the order in which the
 * ledger has what was made and what was acknowledged, so that it does not matter how fast the machine is.
 */
class SlowSenderIT {
    private static final int KIOSKS = 6;
    /** Events that came so before the slow one is well again. */
    private static final int SLOWLY = 40;
    /** How much farther behind at least. */
    private static final int FARTHER = 4;

    private static final int EVENING = 17;
    private static final Duration LONGEST = Duration.ofHours(10);
    private static final String SCENARIO =
            """
            name: one-is-slow
            shows: So much use that there is always something to send.
            expect: [nobody waits]
            city: {kiosks: %d}
            calendar: {zone: "%s"}
            demand: {factors: [{services: [wifi, tablet, charging], factor: 1000}]}
            """;

    /** Fast until each has reported. */
    private final FastClock clock = new FastClock(5);

    private final StandaloneOptions options = new StandaloneOptions();
    private final HttpClient http = HttpClient.newHttpClient();

    SlowSenderIT(@TempDir Path folder) throws Exception {
        // where it is evening now: at night there would be too little to send
        int hour = clock.instant().atOffset(ZoneOffset.UTC).getHour();
        String text = SCENARIO.formatted(KIOSKS, ZoneOffset.ofHours(EVENING - hour));
        Path scenario = Files.writeString(folder.resolve("slow.yaml"), text);
        CommandLine.populateCommand(options, "--scenario", scenario.toString());
        options.data = Files.createDirectory(folder.resolve("data"));
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void whatASlowKioskSendsIsStoredOnceAndLateAndNobodyElseWaits() throws Exception {
        try (City city = City.start(options, clock)) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            await("all are up", () -> areUp() == KIOSKS);
            clock.runs(1);
            fleet.ledger().liveFrom(clock.instant());
            Account busiest = fleet.ledger().index().kiosks().stream()
                    .flatMap(kiosk -> fleet.ledger().index().accounts(kiosk).stream())
                    .max(Comparator.comparingInt(Account::endSeq))
                    .orElseThrow();
            KioskId slow = busiest.kiosk();
            assertNotNull(
                    fleet.begin(slow, FaultKind.SLOW_SENDER, null, LONGEST, 0).await());
            int first = busiest.endSeq();
            await("some of it came slowly", () -> acknowledged(busiest, first) >= SLOWLY);
            assertEquals(KIOSKS, fleet.progress().connected(), "nobody is sent away for it");
            assertEquals(KIOSKS, areUp());
            fleet.end(slow).await();
            City.Ending ending = city.finish();
            System.out.println(ending.text());
            assertTrue(ending.balanced(), ending.text());
            assertTrue(ending.text().contains("waiting 0  lost 0  twice 0"), ending.text());
            assertTrue(ending.text().contains("slow-sender 1"), ending.text());
            assertOnlyOneWaited(fleet.ledger().file(), slow);
        }
    }

    private static int acknowledged(Account account, int fromSeq) {
        int acknowledged = 0;
        for (int seq = fromSeq; seq < account.endSeq(); seq++) {
            acknowledged += account.isAcknowledged(seq) ? 1 : 0;
        }
        return acknowledged;
    }

    /**
     * Of the slow one three in four were acknowledged far behind where they were made, and of each other one nine in
     * ten were not, though the same machine stood still for all of them.
     */
    private static void assertOnlyOneWaited(Path file, KioskId slow) throws IOException {
        Waits waits = new Waits();
        new LedgerReader().read(file, waits);
        int slowly = waits.of(slow, 0.25);
        assertEquals(KIOSKS, waits.meanwhile.size());
        for (KioskId kiosk : waits.meanwhile.keySet()) {
            if (!kiosk.equals(slow)) {
                int usually = waits.of(kiosk, 0.9);
                assertTrue(usually * FARTHER < slowly, () -> kiosk + " waited " + usually + ", the slow one " + slowly);
            }
        }
    }

    private long areUp() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + options.httpPort + "/api/v1/kiosks?service=wifi&state=up");
        String answer = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        JsonArray kiosks = new JsonObject(answer).getJsonArray("kiosks");
        return kiosks.size();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < until, () -> "Waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** How far behind where an event was made the ledger has its acknowledgement, since the fault began. */
    private static final class Waits implements LedgerReader.Entries {
        private final Map<EventKey, Integer> made = new HashMap<>();
        private final Map<KioskId, List<Integer>> meanwhile = new HashMap<>();
        private boolean begun;
        private int place;

        @Override
        public void begins(KioskId kiosk, Fault fault) {
            begun = true;
        }

        @Override
        public void generated(KioskId kiosk, KioskEvent event) {
            place++;
            if (begun) {
                made.put(new EventKey(kiosk, event.id().run(), event.id().seq()), place);
            }
        }

        @Override
        public void resolved(EventKey key, boolean acknowledged) {
            place++;
            Integer from = made.remove(key);
            if (from != null) {
                meanwhile
                        .computeIfAbsent(key.kiosk(), none -> new ArrayList<>())
                        .add(place - from);
            }
        }

        int of(KioskId kiosk, double share) {
            List<Integer> waits =
                    meanwhile.getOrDefault(kiosk, List.of()).stream().sorted().toList();
            return waits.get((int) (waits.size() * share));
        }
    }
}
