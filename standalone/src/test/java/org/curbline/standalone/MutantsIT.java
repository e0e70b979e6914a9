package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.curbline.simulator.audit.Audit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.HttpStatusAnswers;
import org.curbline.simulator.audit.HttpUsageAnswers;
import org.curbline.simulator.audit.StatusAudit;
import org.curbline.simulator.audit.StatusReport;
import org.curbline.simulator.audit.StatusReport.Difference;
import org.curbline.simulator.audit.UsageAnswers;
import org.curbline.simulator.audit.UsageAudit;
import org.curbline.simulator.audit.UsageReport;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.standalone.MutantStore.Line;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A gateway made to lie is found by the audit, which names what it lied about: it loses one event of thousands, counts
 * another twice, and shows the dead services of one kiosk to be up for a minute longer; and a telemetry service that
 * sums up one use too many. Everything else is as it should be, and the audit says so.
 */
class MutantsIT {
    private static final int LOSES = 700;
    private static final int COUNTS_TWICE = 900;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final Duration TO_DRAIN = Duration.ofMinutes(5);
    /** A spool's late words are mostly known within it. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    private final Path data;
    private final AtomicInteger uses = new AtomicInteger();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Set<String> twice = ConcurrentHashMap.newKeySet();
    private final Set<String> livesLonger = ConcurrentHashMap.newKeySet();
    private final Set<String> miscounted = ConcurrentHashMap.newKeySet();
    private String miscountedHour = "";
    private long miscountedAt;

    MutantsIT(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void aGatewayThatLiesIsFoundAndWhatItLiedAboutIsNamed() throws Exception {
        StandaloneOptions options = options();
        try (City city = City.start(
                options,
                InstantSource.system(),
                (folder, retention, clock) -> MutantStore.open(folder, retention, clock, this::mutated))) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            awaitEvents(fleet);
            fleet.stopGenerating().await();
            fleet.drained(TO_DRAIN).await();
            HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + options.httpPort));
            AuditReport usage = new Audit(api).compare(fleet.ledger().index(), data.resolve("ledger"), api.books());
            System.out.println(usage.text());
            assertFalse(usage.balances());
            assertEquals(1, usage.counts().lost(), usage.text());
            assertEquals(1, usage.counts().twice(), usage.text());
            assertEquals(
                    0,
                    usage.counts().waiting()
                            + usage.counts().differing()
                            + usage.counts().unknown());
            assertNames("lost", lost, usage.text());
            assertNames("twice", twice, usage.text());

            UsageReport answered = auditAnswers(city, fleet, api);
            System.out.println(answered.text());
            assertEquals(1, miscounted.size());
            // Where a day was made of its points at once, as just after the city's midnight, only the hour shows it.
            String hour = "bucket=hour: wifi " + Instant.ofEpochSecond(0, miscountedAt) + " is answered ";
            String kiosk = "by=kiosk: wifi " + miscounted.iterator().next() + " is answered ";
            assertTrue(
                    answered.differences().stream().anyMatch(each -> each.startsWith(kiosk) || each.startsWith(hour)),
                    answered.text());
            assertTrue(
                    answered.differences().stream()
                            .filter(each -> each.startsWith("by=kiosk: "))
                            .allMatch(each -> each.startsWith(kiosk)),
                    answered.text());

            StatusReport status = auditStatus(fleet, api);
            System.out.println(status.text());
            assertFalse(status.agrees());
            assertEquals(livesLonger, differing(status), status.text());
            Difference first = status.differences().get(0);
            assertEquals("up", first.state());
            assertTrue(first.text().contains("is shown up"), first.text());
            assertTrue(first.text().contains("it is DOWN and says DOWN since"), first.text());
        }
    }

    /** Until nothing else differs any more: a slow machine says late what comes of the spools. */
    private StatusReport auditStatus(Fleet fleet, HttpApi api) throws Exception {
        StatusAudit audit = new StatusAudit(new HttpStatusAnswers(api, api), PATIENCE);
        long until = System.nanoTime() + TO_DRAIN.toNanos();
        StatusReport status = audit.compare(fleet.ledger().index());
        while (!differing(status).equals(livesLonger) && System.nanoTime() < until) {
            status = audit.compare(fleet.ledger().index());
        }
        return status;
    }

    private static Set<String> differing(StatusReport status) {
        return status.differences().stream()
                .map(difference -> difference.kiosk().value())
                .collect(Collectors.toSet());
    }

    /** Once all that was stored until now is rolled up. */
    private UsageReport auditAnswers(City city, Fleet fleet, HttpApi api) throws Exception {
        Instant now = Instant.now();
        city.rollUp();
        UsageAnswers answers = new HttpUsageAnswers(api);
        UsageAnswers.Question all =
                new UsageAnswers.Question("by=kiosk", List.of(), now.minus(Duration.ofDays(30)), now);
        long until = System.nanoTime() + TO_DRAIN.toNanos();
        while (answers.answer(all).asOf().isBefore(now)) {
            assertTrue(System.nanoTime() < until, "rolled up in time");
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return new UsageAudit(api, answers, () -> now).compare(fleet.ledger().index());
    }

    /** Ten kiosks in which services die often, half a month back, so that thousands of events come in seconds. */
    private StandaloneOptions options() {
        StandaloneOptions options = new StandaloneOptions();
        CommandLine.populateCommand(
                options, "--faults", "dead", "--fault-rate", "4320", "--kiosks", "10", "--speed", "600");
        options.data = data;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
        return options;
    }

    private List<Line> mutated(Line line) {
        if (line.measurement() == Measurement.TRANSITION) {
            boolean dies = line.value(Columns.BEFORE).equals("up")
                    && line.value(Columns.STATE).equals("down")
                    && line.value(Columns.VIEW).equals("known");
            return List.of(dies && isTheOne(line.value(Columns.KIOSK)) ? line.later(MINUTE_NANOS) : line);
        }
        if (line.measurement().isRollup()) {
            boolean first = line.measurement() == Measurement.USAGE_HOUR
                    && line.value(Columns.SERVICE).equals("wifi")
                    && isMiscounted(line);
            // not a use more: with one that came late it would be as many, and that one never counted
            return List.of(first ? line.withOneMore(Columns.DOWN) : line);
        }
        if (line.measurement() == Measurement.LATE) {
            return List.of(line);
        }
        int number = uses.incrementAndGet();
        if (lost.contains(name(line)) || number == LOSES) {
            lost.add(name(line));
            return List.of();
        }
        if (number == COUNTS_TWICE) {
            twice.add(name(line));
            return List.of(line, line.later(1));
        }
        return List.of(line);
    }

    /** The first hour that is summed up, however often that is done. */
    private synchronized boolean isMiscounted(Line line) {
        if (miscounted.isEmpty()) {
            miscounted.add(line.value(Columns.KIOSK));
            miscountedHour = line.tags() + line.nanos();
            miscountedAt = line.nanos();
        }
        return miscountedHour.equals(line.tags() + line.nanos());
    }

    /** The first that dies. */
    private synchronized boolean isTheOne(String kiosk) {
        if (livesLonger.isEmpty()) {
            livesLonger.add(kiosk);
        }
        return livesLonger.contains(kiosk);
    }

    private static String name(Line line) {
        return line.value(Columns.KIOSK) + " run " + line.value(Columns.RUN) + " seq " + line.value(Columns.SEQ);
    }

    private static void assertNames(String fault, Set<String> events, String text) {
        assertEquals(1, events.size());
        assertTrue(text.contains(fault + ": " + events.iterator().next() + "\n    generated "), text);
    }

    private static void awaitEvents(Fleet fleet) throws InterruptedException {
        long until = System.nanoTime() + TO_DRAIN.toNanos();
        while (fleet.progress().acknowledged() < 5_000) {
            assertTrue(System.nanoTime() < until, () -> fleet.progress().toString());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
