package org.curbline.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;

/** Events of every kind anywhere within the protocol's ranges, the same ones for the same random numbers. */
final class RandomEvents {
    /** Of one device. */
    static final String SKETCH_OF_ONE = "BAEQDgAKzJMBAAAAAQAAABuBAQA=";

    /** Of six devices, as a kiosk that counts by itself has it. */
    static final String SKETCH_OF_SIX = "CAEQDgAOzJMGAAAAAwAAAAAAAAAk/89AKFUkgUQAGEAqYjy8S7gtfR6G4wY=";

    private final RandomGenerator random;
    private final long nowMillis;

    RandomEvents(RandomGenerator random, long nowMillis) {
        this.random = random;
        this.nowMillis = nowMillis;
    }

    EventKind kind() {
        return oneOf(EventKind.values());
    }

    List<KioskEvent> events(EventKind kind, int count) {
        List<KioskEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(kind));
        }
        return events;
    }

    KioskEvent event(EventKind kind) {
        return switch (kind) {
            case WIFI ->
                new WifiSession(
                        id(),
                        duration(),
                        within(Field.DOWN_BYTES),
                        within(Field.UP_BYTES),
                        oneOf(WifiSession.Network.values()));
            case CHARGING ->
                new ChargingSession(id(), (int) within(Field.PORT), duration(), within(Field.ENERGY_MILLIWATT_HOURS));
            case CALL -> new Call(id(), oneOf(Call.CallKind.values()), duration(), oneOf(Call.Outcome.values()));
            case TABLET -> new TabletSession(id(), oneOf(TabletSession.Activity.values()), duration());
            case STATUS ->
                new ServiceReport(
                        id(),
                        oneOf(Service.values()),
                        oneOf(ServiceReport.State.values()),
                        oneOf("", "no-dhcp", "-", "ap2-reboots"));
            case HEALTH ->
                new HealthReport(
                        id(),
                        measured(Field.TEMPERATURE_CELSIUS),
                        measured(Field.CPU_PERCENT),
                        measured(Field.MEMORY_PERCENT),
                        measured(Field.DISK_PERCENT),
                        random.nextInt(4) == 0 ? ComputerCondition.NOT_SAID : within(Field.UPTIME_SECONDS),
                        within(Field.SPOOLED_EVENTS),
                        condition());
            case CLIENTS ->
                new ClientSketch(
                        id(), oneOf("0", "b7c4d1e2", "z".repeat(16)), duration(), oneOf(SKETCH_OF_ONE, SKETCH_OF_SIX));
            case REPLY ->
                new CommandReply(
                        id(),
                        oneOf("a", "kqzvwmhtxjbgrynd", "z".repeat(32)),
                        oneOf(CommandReply.Result.values()),
                        oneOf("", "unknown-command", "too-late"));
        };
    }

    private double measured(Field field) {
        return random.nextInt(4) == 0 ? HealthReport.NOT_MEASURED : decimal(field);
    }

    private ComputerCondition condition() {
        return new ComputerCondition(
                random.nextBoolean() ? ComputerCondition.NOT_SAID : decimal(Field.LOAD),
                random.nextBoolean() ? ComputerCondition.NOT_SAID : (int) within(Field.LINK_MEGABITS),
                random.nextBoolean() ? 0 : within(Field.LOST_EVENTS),
                oneOf(ComputerCondition.Supply.values()),
                oneOf(ComputerCondition.Processor.values()),
                oneOf(ComputerCondition.Link.values()),
                oneOf(ComputerCondition.ClockState.values()));
    }

    private EventId id() {
        long age = random.nextLong(ProtocolLimits.DEFAULT.maxAge().toMillis());
        return new EventId(within(Field.SEQ), nowMillis - age, oneOf(EventId.FIRST_RUN, "1", "b7", "20261123abcdef12"));
    }

    private int duration() {
        return (int) within(Field.DURATION_SECONDS);
    }

    /** Small ones, large ones, and often the bounds themselves. */
    private long within(Field field) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextBoolean() ? field.min() : field.max();
            case 1 -> Math.min(field.max(), field.min() + random.nextInt(100));
            default -> random.nextLong(field.min(), field.max() + 1);
        };
    }

    private double decimal(Field field) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextBoolean() ? field.min() : field.max();
            case 1 -> random.nextInt((int) field.max() * 10) / 10.0;
            case 2 -> random.nextDouble() / 1e9;
            default -> random.nextDouble((double) field.min(), (double) field.max());
        };
    }

    @SafeVarargs
    private <E> E oneOf(E... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
