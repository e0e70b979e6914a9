package org.curbline.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.curbline.agent.source.LateSource;
import org.curbline.agent.source.LineSource;
import org.curbline.agent.source.PageTaker;
import org.curbline.agent.source.ProgramSource;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Source;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.calls.CallSource;
import org.curbline.agent.source.calls.DialPlan;
import org.curbline.agent.source.calls.ManagerSource;
import org.curbline.agent.source.charging.ChargingSource;
import org.curbline.agent.source.health.HealthSource;
import org.curbline.agent.source.hostapd.HostapdSource;
import org.curbline.agent.source.radius.RadiusSource;
import org.curbline.agent.source.simulated.SimulatedUse;
import org.curbline.agent.source.tablet.TabletSource;
import org.curbline.agent.source.wifi.DeviceCount;
import org.curbline.agent.source.wifi.WifiSessions;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.time.ComputerClock;
import org.curbline.agent.time.KioskTime;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where events come from, as the settings name it; each source has threads of its own, and none stops another. */
final class Sources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sources.class);
    private static final Duration OFTEN = Duration.ofMillis(500);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);
    private static final Duration READ_POWER = Duration.ofSeconds(1);

    private final Kiosk kiosk;
    private final boolean isPatient;
    private final List<Source> open = new CopyOnWriteArrayList<>();

    private Sources(Kiosk kiosk, boolean isPatient) {
        this.kiosk = kiosk;
        this.isPatient = isPatient;
    }

    /**
     * Opens them all, or none.
     *
     * @throws IOException if one cannot be, in a sentence for people
     */
    static Sources open(AgentSettings settings, Kiosk kiosk) throws IOException {
        return open(settings, new Sources(kiosk, false));
    }

    /**
     * Opens those that can be; the others say what is amiss, and are tried again.
     *
     * @throws IOException if what one is told cannot be, in a sentence for people
     */
    static Sources openSoonerOrLater(AgentSettings settings, Kiosk kiosk) throws IOException {
        return open(settings, new Sources(kiosk, true));
    }

    private static Sources open(AgentSettings settings, Sources sources) throws IOException {
        try {
            sources.openAll(settings);
            return sources;
        } catch (IOException e) {
            sources.close();
            throw e;
        }
    }

    /** How each is. */
    List<SourceStatus> describe() {
        return open.stream()
                .map(source -> new SourceStatus(source.toString(), source.trouble()))
                .toList();
    }

    @Override
    public void close() {
        for (Source source : open) {
            try {
                source.close();
            } catch (IOException | RuntimeException e) {
                log.warn("A source could not be closed.", e);
            }
        }
    }

    private void openAll(AgentSettings settings) throws IOException {
        if (settings.lines().socket().isPresent()) {
            Taker taker = kiosk.taker.apply(kiosk.time::fromComputers);
            Path socket = settings.lines().socket().get();
            listen("lines", () -> LineSource.open(socket, taker, kiosk.computer));
        }
        openWifi(settings);
        for (String program : settings.lines().programs().orElse(List.of())) {
            open.add(ProgramSource.begin(program, kiosk.taker.apply(kiosk.time::fromComputers), kiosk.computer));
        }
        if (settings.charging().sensors().isPresent()) {
            ChargingSource source =
                    new ChargingSource(charging(settings.charging()), kiosk.taker.apply(() -> 0), kiosk.time);
            open.add(Rounds.begin("charging", READ_POWER, source));
        }
        openCalls(settings.calls());
        if (settings.tablet().port().isPresent()) {
            int port = settings.tablet().port().get();
            Taker taker = kiosk.taker.apply(() -> 0);
            listen(
                    "tablet",
                    () -> TabletSource.open(port, settings.checks().tablet().heartbeat(), taker, kiosk.time));
        }
        simulate(settings);
        if (!settings.health().every().isZero()) {
            HealthSource source = new HealthSource(
                    kiosk.root,
                    settings.spool().folder(),
                    kiosk.taker.apply(() -> 0),
                    kiosk.waiting,
                    kiosk.time,
                    kiosk.time::state,
                    settings.health().link());
            open.add(Rounds.begin("health", settings.health().every(), source));
        }
    }

    private void listen(String name, LateSource.Opening opening) throws IOException {
        open.add(isPatient ? LateSource.open(name, opening) : opening.open());
    }

    private static ChargingSource.Told charging(AgentSettings.ChargingPorts settings) throws IOException {
        try {
            return new ChargingSource.Told(
                    settings.sensors().orElseThrow(),
                    settings.fromMilliwatts(),
                    settings.untilMilliwatts(),
                    settings.hold());
        } catch (IllegalArgumentException e) {
            throw new IOException("curbline.agent.charging: " + e.getMessage(), e);
        }
    }

    private void openCalls(AgentSettings.Calls settings) throws IOException {
        boolean isManaged = settings.manager().port().isPresent();
        if (isManaged && settings.file().isPresent()) {
            throw new IOException(
                    "curbline.agent.calls has a file and a manager.port: each call would be counted twice.");
        }
        if (isManaged) {
            open.add(ManagerSource.begin(manager(settings), kiosk.taker.apply(kiosk.time::fromComputers)));
        }
        if (settings.file().isPresent()) {
            CallSource source = new CallSource(calls(settings), kiosk.pages.apply(kiosk.time::fromComputers));
            open.add(Rounds.begin("calls", OFTEN, source));
        }
    }

    private static CallSource.Told calls(AgentSettings.Calls settings) throws IOException {
        return new CallSource.Told(
                settings.file().orElseThrow(),
                plan(settings),
                settings.context(),
                settings.zone().orElseGet(ZoneId::systemDefault));
    }

    private static ManagerSource.Told manager(AgentSettings.Calls settings) throws IOException {
        AgentSettings.Calls.Manager manager = settings.manager();
        if (manager.user().isEmpty() || manager.secret().isEmpty()) {
            throw new IOException("curbline.agent.calls.manager needs user and secret, as manager.conf has them.");
        }
        return new ManagerSource.Told(
                new InetSocketAddress(manager.host(), manager.port().orElseThrow()),
                manager.user().get(),
                manager.secret().get(),
                plan(settings),
                settings.context(),
                settings.zone().orElseGet(ZoneId::systemDefault));
    }

    private static DialPlan plan(AgentSettings.Calls settings) throws IOException {
        try {
            return DialPlan.of(settings.kinds());
        } catch (IllegalArgumentException e) {
            throw new IOException("curbline.agent.calls.kinds: " + e.getMessage(), e);
        }
    }

    private static RadiusSource.Told radius(AgentSettings.Radius settings) throws IOException {
        String secret = settings.secret()
                .orElseThrow(() -> new IOException(
                        "curbline.agent.radius.secret is not set: without it anybody could account for sessions."));
        return new RadiusSource.Told(
                new InetSocketAddress(settings.host(), settings.port().orElseThrow()), secret, settings.silence());
    }

    private Source hostapd(Path socket, AgentSettings settings, WifiSessions.Told wifi) {
        String name = "hostapd " + socket.getFileName();
        WifiSessions sessions =
                new WifiSessions(name, wifi, settings.radius().silence(), kiosk.pages.apply(() -> 0), kiosk.time);
        HostapdSource.Told told =
                new HostapdSource.Told(socket, settings.hostapd().every());
        return Rounds.begin(name, OFTEN, new HostapdSource(told, sessions, kiosk.time, kiosk.random));
    }

    private static WifiSessions.Told wifi(AgentSettings.WifiUse settings, Consumer<String> devices) {
        return new WifiSessions.Told(settings.privateNetworks().orElse(Set.of()), settings.roamWithin(), devices);
    }

    /** By the true time, as days and weeks are told apart. */
    private Consumer<String> devices(AgentSettings.WifiUse settings) {
        if (settings.devicesKey().isEmpty()) {
            return address -> {};
        }
        KioskTime time = kiosk.time;
        DeviceCount count = new DeviceCount(
                settings.devicesKey().get(),
                settings.zone().orElseGet(ZoneId::systemDefault),
                kiosk.pages.apply(() -> -time.correction().orElse(0)),
                time::now);
        open.add(Rounds.begin("devices", COUNT_EVERY, count));
        return count::used;
    }

    private void openWifi(AgentSettings settings) throws IOException {
        List<Path> sockets = settings.hostapd().sockets().orElse(List.of());
        if (settings.radius().port().isEmpty() && sockets.isEmpty()) {
            return;
        }
        WifiSessions.Told wifi = wifi(settings.wifi(), devices(settings.wifi()));
        if (settings.radius().port().isPresent()) {
            RadiusSource.Told told = radius(settings.radius());
            listen("RADIUS accounting", () -> RadiusSource.open(told, wifi, kiosk.pages.apply(() -> 0), kiosk.time));
        }
        for (Path socket : sockets) {
            open.add(hostapd(socket, settings, wifi));
        }
    }

    /** What there is no source for; by the true time, if that is known, as use follows the hours. */
    private void simulate(AgentSettings settings) {
        boolean isBare = open.isEmpty() && Checking.told(settings.checks()).isNothing();
        Set<Service> services = settings.simulate()
                .orElse(isBare ? SimulatedServices.all() : SimulatedServices.none())
                .services();
        if (!services.isEmpty()) {
            KioskTime time = kiosk.time;
            Taker taker = kiosk.taker.apply(() -> -time.correction().orElse(0));
            SimulatedUse use = new SimulatedUse(
                    kiosk.id, services, taker, () -> time.now().orElseGet(time::instant), kiosk.random);
            open.add(Rounds.begin("simulated use", OFTEN, use));
        }
    }

    /**
     * What sources know of the kiosk.
     *
     * @param root below which the computer says of itself how it is
     * @param taker takes what they say; told what is to be added to a source's times, to have the agent's
     * @param pages the same for sources that read what stays where it is
     * @param waiting how many events wait; on the taker's thread
     */
    record Kiosk(
            KioskId id,
            ComputerClock computer,
            Path root,
            KioskTime time,
            RandomGenerator random,
            Function<LongSupplier, Taker> taker,
            Function<LongSupplier, PageTaker> pages,
            LongSupplier waiting) {}
}
