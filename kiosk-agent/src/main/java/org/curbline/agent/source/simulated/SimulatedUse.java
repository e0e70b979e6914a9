package org.curbline.agent.source.simulated;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.agent.source.Outbox;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.demand.Borough;
import org.curbline.demand.KioskDemand;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Use that nobody made, at the rates of New York's kiosks, for services that have no source: their use, and that they
 * are up. It happens at the time at which it is told; what would have happened while the agent did not run did not.
 */
public final class SimulatedUse implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(SimulatedUse.class);
    /** A clock that goes on by more between two looks was set. */
    private static final long LEAP_MILLIS = 60_000;

    private final KioskId kiosk;
    private final Set<Service> services;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Outbox outbox;
    private @Nullable KioskDemand demand;
    private long lookedAt;

    /** @param random gives the seed: no two starts make the same events */
    public SimulatedUse(
            KioskId kiosk, Set<Service> services, Taker taker, InstantSource clock, RandomGenerator random) {
        this.kiosk = kiosk;
        this.services = Set.copyOf(services);
        this.clock = clock;
        this.random = random;
        this.outbox = new Outbox(taker);
        log.warn("The use of {} is SIMULATED: nobody used anything. See curbline.agent.simulate.", words(services));
    }

    @Override
    public void go() {
        outbox.again();
        long now = clock.millis();
        if (demand == null || now < lookedAt || now > lookedAt + LEAP_MILLIS) {
            demand = new KioskDemand(kiosk, borough(), UsagePlan.NEW_YORK, random.nextLong(), now, "0");
            demand.reportNow(now); // so that it is seen at once
        }
        lookedAt = now;
        for (KioskEvent event = demand.next(now, () -> 0); event != null; event = demand.next(now, () -> 0)) {
            KioskEvent made = event;
            if (made.match(new IsSimulated(services))) {
                outbox.add(made.kind(), made.id().atMillis(), made::withId);
            }
        }
    }

    @Override
    public String toString() {
        return "SIMULATED use of " + words(services) + ": " + outbox.describe();
    }

    /** As the kiosk's id says it; one that says none is used like one where most are. */
    private Borough borough() {
        String id = kiosk.value().toLowerCase(Locale.ROOT);
        return Stream.of(Borough.values())
                .filter(each -> id.startsWith(each.prefix() + "-"))
                .findFirst()
                .orElse(Borough.MANHATTAN);
    }

    private static String words(Set<Service> services) {
        return services.stream().sorted().map(Service::word).collect(Collectors.joining(", "));
    }

    /** Whether an event is of a service that is simulated. The computer's health and its devices never are. */
    private record IsSimulated(Set<Service> services) implements KioskEvent.Cases<Boolean> {
        @Override
        public Boolean wifi(WifiSession event) {
            return services.contains(Service.WIFI);
        }

        @Override
        public Boolean charging(ChargingSession event) {
            return services.contains(Service.CHARGING);
        }

        @Override
        public Boolean call(Call event) {
            return services.contains(Service.CALL);
        }

        @Override
        public Boolean tablet(TabletSession event) {
            return services.contains(Service.TABLET);
        }

        @Override
        public Boolean service(ServiceReport event) {
            return services.contains(event.service());
        }

        @Override
        public Boolean health(HealthReport event) {
            return false;
        }

        @Override
        public Boolean clients(ClientSketch event) {
            return false; // they would be merged with those of real devices
        }

        @Override
        public Boolean reply(CommandReply event) {
            return false;
        }
    }
}
