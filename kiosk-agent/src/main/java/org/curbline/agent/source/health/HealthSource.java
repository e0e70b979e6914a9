package org.curbline.agent.source.health;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.curbline.agent.source.Outbox;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.health.ComputerFiles.Ticks;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the health of the computer with each round but the first, as use of the processor is that between two. What
 * the protocol has no words for, supply, throttling, load and links, is logged as it changes and told to who asks.
 */
public final class HealthSource implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(HealthSource.class);
    private static final double HOTTEST = 150;
    private static final double COLDEST = -60;

    private final ComputerFiles files;
    private final Path card;
    private final Outbox outbox;
    private final LongSupplier waiting;
    private final InstantSource clock;
    private @Nullable Ticks before;
    private String amiss = "";
    private String described = "nothing read yet";

    /**
     * @param root {@code /}, but in tests
     * @param card a folder on the card
     * @param waiting says how many events wait; asked on the taker's thread
     */
    public HealthSource(Path root, Path card, Taker taker, LongSupplier waiting, InstantSource clock) {
        this.files = new ComputerFiles(root);
        this.card = card;
        this.outbox = new Outbox(taker);
        this.waiting = waiting;
        this.clock = clock;
    }

    @Override
    public void go() throws IOException {
        outbox.again();
        Ticks now = files.ticks();
        Ticks earlier = before;
        before = now;
        notice();
        if (earlier != null) {
            report(now.busySince(earlier));
        }
    }

    @Override
    public String toString() {
        return "health: " + described + (amiss.isEmpty() ? "" : "; AMISS: " + amiss) + "; " + outbox.describe();
    }

    private void report(double cpu) throws IOException {
        OptionalDouble celsius = files.temperature();
        double memory = files.memoryPercent();
        double disk = usedPercent();
        long uptime = files.uptimeSeconds();
        described = String.format(
                Locale.ROOT,
                "%s, processor %.1f %%, memory %.1f %%, card %.1f %%, load %.2f, %s",
                celsius.isEmpty()
                        ? "no report, as nothing measures the temperature"
                        : celsius.getAsDouble() + " degrees Celsius",
                cpu,
                memory,
                disk,
                files.load(),
                links());
        if (celsius.isEmpty()) {
            return;
        }
        double temperature = celsius.getAsDouble();
        if (temperature < COLDEST || temperature > HOTTEST) {
            throw new IOException("the temperature cannot be " + temperature + " degrees Celsius");
        }
        outbox.add(
                EventKind.HEALTH,
                clock.millis(),
                id -> new HealthReport(
                        id,
                        tenths(temperature),
                        tenths(cpu),
                        tenths(memory),
                        tenths(disk),
                        uptime,
                        waiting.getAsLong()));
    }

    /** Logs what began or ended. */
    private void notice() throws IOException {
        String now = (files.isUndervolted() ? "the supply gives too little voltage, " : "")
                + (files.isThrottled() ? "the processor is slowed down, " : "")
                + (isLinked() ? "" : "no network link is up, ");
        now = now.isEmpty() ? "" : now.substring(0, now.length() - 2);
        if (!now.equals(amiss)) {
            if (now.isEmpty()) {
                log.info("The computer is well again; it was not: {}.", amiss);
            } else {
                log.warn("The computer is not well: {}.", now);
            }
            amiss = now;
        }
    }

    /** A computer of whose links nothing is known is not called cut off. */
    private boolean isLinked() throws IOException {
        Map<String, String> links = files.links();
        return links.isEmpty() || links.containsValue("up") || links.containsValue("unknown");
    }

    private String links() throws IOException {
        Map<String, String> links = files.links();
        return links.isEmpty()
                ? "links unknown"
                : links.entrySet().stream()
                        .map(link -> link.getKey() + " " + link.getValue())
                        .collect(Collectors.joining(", "));
    }

    private double usedPercent() throws IOException {
        FileStore store = Files.getFileStore(card);
        long total = store.getTotalSpace();
        return total <= 0 ? 0 : 100.0 * (total - store.getUnallocatedSpace()) / total;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
