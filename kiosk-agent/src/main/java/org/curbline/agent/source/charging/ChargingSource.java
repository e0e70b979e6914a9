package org.curbline.agent.source.charging;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.curbline.agent.source.Outbox;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.charging.PortSession.Charged;
import org.curbline.agent.source.charging.PortSession.Thresholds;
import org.curbline.program.Why;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;

/** Reads what flows through each port with each round. A port that cannot be read does not stop the others. */
public final class ChargingSource implements Rounds.Round {
    /** Of a kiosk. */
    public static final int MOST_PORTS = 16;

    /** What the protocol allows of one session. */
    private static final long LONGEST_SECONDS = 7 * 86_400;

    private static final long MOST_MILLIWATT_HOURS = 10_000_000;

    private final List<Port> ports = new ArrayList<>();
    private final Outbox outbox;
    private final InstantSource clock;

    public ChargingSource(Told told, Taker taker, InstantSource clock) {
        Thresholds thresholds = new Thresholds(told.fromMilliwatts, told.untilMilliwatts, told.hold.toMillis());
        for (Path sensor : told.sensors) {
            ports.add(new Port(ports.size() + 1, new PowerSensor(sensor), new PortSession(thresholds)));
        }
        this.outbox = new Outbox(taker);
        this.clock = clock;
    }

    @Override
    public void go() throws IOException {
        outbox.again();
        List<String> troubles = new ArrayList<>();
        for (Port port : ports) {
            try {
                tell(port, port.session.read(port.sensor.milliwatts(), clock.millis()));
            } catch (IOException | ArithmeticException e) {
                troubles.add("port " + port.number + ": " + Why.of(e));
                tell(port, port.session.unread(clock.millis()));
            }
        }
        if (!troubles.isEmpty()) {
            throw new IOException(String.join("; ", troubles));
        }
    }

    /** Sessions that go on are told as far as they went. */
    @Override
    public void end() {
        ports.forEach(port -> tell(port, port.session.end()));
    }

    @Override
    public String toString() {
        long charging = ports.stream().filter(port -> port.session.isOpen()).count();
        return "charging at " + ports.size() + " ports: " + charging + " in use, " + outbox.describe();
    }

    private void tell(Port port, @Nullable Charged over) {
        if (over != null) {
            outbox.add(
                    EventKind.CHARGING,
                    over.endMillis(),
                    id -> new ChargingSession(
                            id,
                            port.number,
                            (int) Math.min(over.seconds(), LONGEST_SECONDS),
                            Math.min(over.milliwattHours(), MOST_MILLIWATT_HOURS)));
        }
    }

    private record Port(int number, PowerSensor sensor, PortSession session) {}

    /**
     * What it is told.
     *
     * @param sensors a folder of {@code hwmon} or {@code power_supply} for each port, from port 1 on; {@code *} stands
     *     for anything in one of its names
     * @param fromMilliwatts power from which on a device is charged
     * @param untilMilliwatts power below which it no longer is
     * @param hold for how long the power must be so
     */
    public record Told(List<Path> sensors, long fromMilliwatts, long untilMilliwatts, Duration hold) {
        /** @throws IllegalArgumentException in a sentence for people, if sessions could not end */
        public Told {
            sensors = List.copyOf(sensors);
            if (sensors.isEmpty() || sensors.size() > MOST_PORTS) {
                throw new IllegalArgumentException("A kiosk has 1 to " + MOST_PORTS + " charging ports");
            }
            if (untilMilliwatts > fromMilliwatts) {
                throw new IllegalArgumentException(
                        "Charging must end at less power than it begins at: until-milliwatts is more than from-milliwatts");
            }
        }
    }
}
