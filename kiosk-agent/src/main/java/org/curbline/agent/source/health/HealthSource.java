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
import org.curbline.program.Why;
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
 * cannot be measured is left out, as what the kiosk has lost must be told all the same. What is amiss, with supply,
 * processor or links, is logged, too, as it begins and ends.
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
    private boolean isFirst = true;
    /** Why something could not be read in this round. */
    private String unread = "";

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
        unread = "";
        Optional<Ticks> now = read(files::ticks);
        double cpu = now.isEmpty() || before == null
                ? HealthReport.NOT_MEASURED
                : now.get().busySince(before);
        before = now.orElse(null);
        List<NetworkLink> links = read(files::links).orElse(List.of());
        ComputerCondition condition = condition(links);
        notice(condition);
        if (!isFirst) {
            report(cpu, condition, links);
        }
        isFirst = false;
        if (!unread.isEmpty()) {
            throw new IOException(amiss.isEmpty() ? unread : amiss + ", " + unread);
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

    /** What can be read; if it cannot, the report lacks it, and {@link #unread} says why. */
    private <T> Optional<T> read(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (IOException e) {
            unread = unread.isEmpty() ? Why.of(e) : unread;
            return Optional.empty();
        }
    }

    private ComputerCondition condition(List<NetworkLink> links) {
        int megabits = links.stream()
                .filter(link -> isUplink(link) && link.isUp())
                .mapToInt(NetworkLink::megabits)
                .max()
                .orElse(0);
        return new ComputerCondition(
                read(files::load).orElse((double) ComputerCondition.NOT_SAID),
                megabits > 0 ? megabits : ComputerCondition.NOT_SAID,
                0,
                read(files::isUndervolted).orElse(false) ? Supply.LOW : Supply.OK,
                read(files::isThrottled).orElse(false) ? Processor.SLOWED : Processor.FULL,
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

    private void report(double cpu, ComputerCondition condition, List<NetworkLink> links) {
        double temperature = read(this::temperature).orElse(HealthReport.NOT_MEASURED);
        double memory = read(files::memoryPercent).orElse(HealthReport.NOT_MEASURED);
        double disk = read(this::usedPercent).orElse(HealthReport.NOT_MEASURED);
        long uptime = read(files::uptimeSeconds).orElse((long) ComputerCondition.NOT_SAID);
        described = String.join(
                ", ",
                HealthReport.isMeasured(temperature)
                        ? temperature + " degrees Celsius"
                        : "nothing measures the temperature",
                percent("processor", cpu),
                percent("memory", memory),
                percent("card", disk),
                condition.load() == ComputerCondition.NOT_SAID
                        ? "load unknown"
                        : String.format(Locale.ROOT, "load %.2f", condition.load()),
                links.isEmpty()
                        ? "links unknown"
                        : links.stream().map(NetworkLink::toString).collect(Collectors.joining(", ")));
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

    private static String percent(String what, double figure) {
        return HealthReport.isMeasured(figure)
                ? String.format(Locale.ROOT, "%s %.1f %%", what, figure)
                : what + " unknown";
    }

    private double temperature() throws IOException {
        OptionalDouble celsius = files.temperature();
        double temperature = celsius.orElse(HealthReport.NOT_MEASURED);
        if (temperature < COLDEST || temperature > HOTTEST) {
            throw new IOException("the temperature cannot be " + temperature + " degrees Celsius");
        }
        return temperature;
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
        return total <= 0 ? HealthReport.NOT_MEASURED : 100.0 * (total - store.getUnallocatedSpace()) / total;
    }

    private static double tenths(double value) {
        return HealthReport.isMeasured(value) ? Math.round(value * 10) / 10.0 : value;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * What became of events.
     *
     * @param waiting for the gateway
     * @param lost of this run, for ever
     */
    public record Kept(long waiting, long lost) {}
}
