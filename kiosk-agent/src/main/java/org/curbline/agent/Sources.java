package org.curbline.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where events come from, as the settings name it; each source has threads of its own, and none stops another. */
final class Sources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sources.class);
    private static final Duration OFTEN = Duration.ofMillis(500);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);
    private static final Duration READ_POWER = Duration.ofSeconds(1);

    private static final String LINES =
            "curbline.agent.lines.socket must be in a folder that the user curbline-agent can"
                    + " write to, such as /run/curbline-agent";
    private static final String PROGRAMS =
            "each of curbline.agent.lines.programs must be there and run as that user: try it"
                    + " with sudo -u curbline-agent; journalctl -u curbline-agent has what it says";
    private static final String CHARGING =
            "each of curbline.agent.charging.sensors must be there (ls /sys/class/hwmon/*/): is"
                    + " the meter wired, and its driver loaded (dmesg)?";
    private static final String CALLS =
            "Asterisk must write curbline.agent.calls.file (sudo asterisk -rx 'cdr show status'),"
                    + " and this user read it: SupplementaryGroups=asterisk in sudo systemctl edit curbline-agent";
    private static final String MANAGER =
            "Asterisk must run, manager.conf have the user with read = cdr, and cdr_manager.conf"
                    + " enabled = yes: sudo asterisk -rx 'manager show settings'";
    private static final String DEVICES = "curbline.agent.wifi.devices-key must be the city's key, and the user"
            + " curbline-agent's alone: sudo install -o curbline-agent -m 600 puts it there";
    private static final String RADIUS =
            "curbline.agent.radius.secret must be what the access points have, and the port"
                    + " nobody else's: sudo ss -ulpn says whose it is";
    private static final String HOSTAPD = "sudo systemctl status hostapd; hostapd.conf must have ctrl_interface and"
            + " ctrl_interface_group=netdev, and this user be in it: SupplementaryGroups=netdev in sudo systemctl edit"
            + " curbline-agent";
    private static final String TABLET = "curbline.agent.tablet.port must be nobody else's (sudo ss -tlpn), and"
            + " curbline.agent.checks.tablet.heartbeat in a folder that the user curbline-agent can write to";
    private static final String HEALTH =
            "too little voltage: a supply of 5.1 V and 3 A, with a short cable; slowed down: let"
                    + " air to it; a link: ip link, and its cable; else journalctl -u curbline-agent";

    private final Kiosk kiosk;
    private final boolean isPatient;
    private final List<Opened> open = new CopyOnWriteArrayList<>();
    private volatile @Nullable Rounds health;

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
                .map(each -> new SourceStatus(each.source.toString(), each.source.trouble(), each.remedy))
                .toList();
    }

    /** Reports the computer's health as soon as it can, if it does at all. */
    void reportHealth() {
        Rounds rounds = health;
        if (rounds != null) {
            rounds.soon();
        }
    }

    @Override
    public void close() {
        for (Opened each : open) {
            try {
                each.source.close();
            } catch (IOException | RuntimeException e) {
                log.warn("A source could not be closed.", e);
            }
        }
    }

    private void openAll(AgentSettings settings) throws IOException {
        if (settings.lines().socket().isPresent()) {
            Taker taker = kiosk.taker.apply(kiosk.time::fromComputers);
            Path socket = settings.lines().socket().get();
            listen("lines", LINES, () -> LineSource.open(socket, taker, kiosk.computer));
        }
        openWifi(settings);
        for (String program : settings.lines().programs().orElse(List.of())) {
            Taker taker = kiosk.taker.apply(kiosk.time::fromComputers);
            add(ProgramSource.begin(program, taker, kiosk.computer), PROGRAMS);
        }
        if (settings.charging().sensors().isPresent()) {
            ChargingSource source =
                    new ChargingSource(charging(settings.charging()), kiosk.taker.apply(() -> 0), kiosk.time);
            add(Rounds.begin("charging", READ_POWER, source), CHARGING);
        }
        openCalls(settings.calls());
        if (settings.tablet().port().isPresent()) {
            int port = settings.tablet().port().get();
            Taker taker = kiosk.taker.apply(() -> 0);
            listen(
                    "tablet",
                    TABLET,
                    () -> TabletSource.open(port, settings.checks().tablet().heartbeat(), taker, kiosk.time));
        }
        simulate(settings);
        if (!settings.health().every().isZero()) {
            HealthSource source = new HealthSource(
                    kiosk.root,
                    settings.spool().folder(),
                    kiosk.taker.apply(() -> 0),
                    kiosk.kept,
                    kiosk.time,
                    kiosk.time::state,
                    settings.health().link());
            Rounds rounds = Rounds.begin("health", settings.health().every(), source);
            health = rounds;
            add(rounds, HEALTH);
        }
    }

    private void listen(String name, String remedy, LateSource.Opening opening) throws IOException {
        add(isPatient ? LateSource.open(name, opening) : opening.open(), remedy);
    }

    private void add(Source source, String remedy) {
        open.add(new Opened(source, remedy));
    }

    private static ChargingSource.Told charging(AgentSettings.ChargingPorts settings) {
        return new ChargingSource.Told(
                settings.sensors().orElseThrow(),
                settings.fromMilliwatts(),
                settings.untilMilliwatts(),
                settings.hold());
    }

    private void openCalls(AgentSettings.Calls settings) {
        if (settings.manager().port().isPresent()) {
            add(ManagerSource.begin(manager(settings), kiosk.taker.apply(kiosk.time::fromComputers)), MANAGER);
        }
        if (settings.file().isPresent()) {
            CallSource source = new CallSource(calls(settings), kiosk.pages.apply(kiosk.time::fromComputers));
            add(Rounds.begin("calls", OFTEN, source), CALLS);
        }
    }

    private static CallSource.Told calls(AgentSettings.Calls settings) {
        return new CallSource.Told(
                settings.file().orElseThrow(), DialPlan.of(settings.kinds()), settings.context(), zones(settings));
    }

    private static ManagerSource.Told manager(AgentSettings.Calls settings) {
        AgentSettings.Calls.Manager manager = settings.manager();
        return new ManagerSource.Told(
                new InetSocketAddress(manager.host(), manager.port().orElseThrow()),
                manager.user().orElseThrow(),
                manager.secret().orElseThrow(),
                DialPlan.of(settings.kinds()),
                settings.context(),
                zones(settings));
    }

    private static List<ZoneId> zones(AgentSettings.Calls settings) {
        return settings.zone().map(List::of).orElseGet(() -> List.of(ZoneId.systemDefault(), ZoneOffset.UTC));
    }

    private static RadiusSource.Told radius(AgentSettings.Radius settings) {
        return new RadiusSource.Told(
                new InetSocketAddress(settings.host(), settings.port().orElseThrow()),
                settings.secret().orElseThrow(),
                settings.silence());
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
        add(Rounds.begin("devices", COUNT_EVERY, count), DEVICES);
        return count::used;
    }

    private void openWifi(AgentSettings settings) throws IOException {
        List<Path> sockets = settings.hostapd().sockets().orElse(List.of());
        if (settings.radius().port().isEmpty() && sockets.isEmpty()) {
            return;
        }
        WifiSessions.Told wifi = wifi(settings.wifi(), devices(settings.wifi()));
        if (settings.radius().port().isPresent()) {
            PageTaker pages = kiosk.pages.apply(() -> 0);
            listen(
                    "RADIUS accounting",
                    RADIUS,
                    () -> { // its host's name may be known later
                        return RadiusSource.open(radius(settings.radius()), wifi, pages, kiosk.time);
                    });
        }
        for (Path socket : sockets) {
            add(hostapd(socket, settings, wifi), HOSTAPD);
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
            add(Rounds.begin("simulated use", OFTEN, use), "");
        }
    }

    /** @param remedy what to do if it says that something is amiss */
    private record Opened(Source source, String remedy) {}

    /**
     * What sources know of the kiosk.
     *
     * @param root below which the computer says of itself how it is
     * @param taker takes what they say; told what is to be added to a source's times, to have the agent's
     * @param pages the same for sources that read what stays where it is
     * @param kept what is in the spool; on the taker's thread
     */
    record Kiosk(
            KioskId id,
            ComputerClock computer,
            Path root,
            KioskTime time,
            RandomGenerator random,
            Function<LongSupplier, Taker> taker,
            Function<LongSupplier, PageTaker> pages,
            Supplier<HealthSource.Kept> kept) {}
}
