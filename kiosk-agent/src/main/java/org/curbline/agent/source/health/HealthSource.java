package org.curbline.agent.source.health;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.curbline.agent.source.Outbox;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.health.ComputerFiles.NetworkLink;
import org.curbline.agent.source.health.ComputerFiles.Ticks;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.ComputerCondition.ClockState;
import org.curbline.protocol.ComputerCondition.Link;
import org.curbline.protocol.ComputerCondition.Processor;
import org.curbline.protocol.ComputerCondition.Supply;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the health of the computer with each round but the first, as use of the processor is that between two. What
 * is amiss, with supply, processor or links, is logged, too, as it begins and ends.
 */
public final class HealthSource implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(HealthSource.class);
    private static final double HOTTEST = 150;
    private static final double COLDEST = -60;

    private final ComputerFiles files;
    private final Path card;
    private final Outbox outbox;
    private final Supplier<Kept> kept;
    private final InstantSource clock;
    private final Supplier<ClockState> clockState;
    private final Optional<String> uplink;
    private @Nullable Ticks before;
    private String amiss = "";
    private String described = "nothing read yet";

    /**
     * @param root {@code /}, but in tests
     * @param card a folder on the card
     * @param kept says what is in the spool; asked on the taker's thread
     * @param uplink the interface by which the gateway is reached; without it, any that is up
     */
    public HealthSource(
            Path root,
            Path card,
            Taker taker,
            Supplier<Kept> kept,
            InstantSource clock,
            Supplier<ClockState> clockState,
            Optional<String> uplink) {
        this.files = new ComputerFiles(root);
        this.card = card;
        this.outbox = new Outbox(taker);
        this.kept = kept;
        this.clock = clock;
        this.clockState = clockState;
        this.uplink = uplink;
    }

    @Override
    public void go() throws IOException {
        outbox.again();
        Ticks now = files.ticks();
        Ticks earlier = before;
        before = now;
        List<NetworkLink> links = files.links();
        ComputerCondition condition = condition(links);
        notice(condition);
        if (earlier != null) {
            report(now.busySince(earlier), condition, links);
        }
    }

    @Override
    public String toString() {
        return "health: " + described + "; " + outbox.describe();
    }

    @Override
    public String amiss() {
        return amiss;
    }

    private ComputerCondition condition(List<NetworkLink> links) throws IOException {
        int megabits = links.stream()
                .filter(link -> isUplink(link) && link.isUp())
                .mapToInt(NetworkLink::megabits)
                .max()
                .orElse(0);
        return new ComputerCondition(
                files.load(),
                megabits > 0 ? megabits : ComputerCondition.NOT_SAID,
                0,
                files.isUndervolted() ? Supply.LOW : Supply.OK,
                files.isThrottled() ? Processor.SLOWED : Processor.FULL,
                isLinked(links) ? Link.UP : Link.DOWN,
                clockState.get());
    }

    private boolean isUplink(NetworkLink link) {
        return uplink.isEmpty() || uplink.get().equals(link.name());
    }

    /** A computer of whose links nothing is known is not called cut off. */
    private boolean isLinked(List<NetworkLink> links) {
        return (links.isEmpty() && uplink.isEmpty()) || links.stream().anyMatch(link -> isUplink(link) && link.isUp());
    }

    private void report(double cpu, ComputerCondition condition, List<NetworkLink> links) throws IOException {
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
                condition.load(),
                links.isEmpty()
                        ? "links unknown"
                        : links.stream().map(NetworkLink::toString).collect(Collectors.joining(", ")));
        if (celsius.isEmpty()) {
            return;
        }
        double temperature = celsius.getAsDouble();
        if (temperature < COLDEST || temperature > HOTTEST) {
            throw new IOException("the temperature cannot be " + temperature + " degrees Celsius");
        }
        outbox.add(EventKind.HEALTH, clock.millis(), id -> {
            Kept now = kept.get();
            return new HealthReport(
                    id,
                    tenths(temperature),
                    tenths(cpu),
                    tenths(memory),
                    tenths(disk),
                    uptime,
                    now.waiting,
                    condition.withLost(now.lost));
        });
    }

    /** Logs what began or ended. */
    private void notice(ComputerCondition condition) {
        String now = (condition.supply() == Supply.LOW ? "the supply gives too little voltage, " : "")
                + (condition.processor() == Processor.SLOWED ? "the processor is slowed down, " : "")
                + (condition.link() == Link.DOWN ? uplink.orElse("every") + " network link is down, " : "");
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

    private double usedPercent() throws IOException {
        FileStore store = Files.getFileStore(card);
        long total = store.getTotalSpace();
        return total <= 0 ? 0 : 100.0 * (total - store.getUnallocatedSpace()) / total;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /**
     * What became of events.
     *
     * @param waiting for the gateway
     * @param lost of this run, for ever
     */
    public record Kept(long waiting, long lost) {}
}
