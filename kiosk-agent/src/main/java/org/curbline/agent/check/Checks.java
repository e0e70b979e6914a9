package org.curbline.agent.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.curbline.agent.check.ServiceCheck.Verdict;
import org.curbline.agent.command.Tasks;
import org.curbline.agent.source.Taker;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.time.ComputerClock;
import org.curbline.agent.time.KioskTime;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.wire.EventEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every service again and again, and reports what it finds as of when its evidence is from. Each check has a
 * thread of its own, so that one that waits holds up no other. Any thread.
 */
public final class Checks implements Tasks.Reporting, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Checks.class);

    private final List<ServiceCheck> checks;
    private final Taker taker;
    private final KioskTime time;
    private final EventEncoder encoder = new EventEncoder();
    private final List<ScheduledExecutorService> threads = new ArrayList<>();
    private final List<Future<?>> rounds = new ArrayList<>();
    private final Map<Service, Verdict> found = new EnumMap<>(Service.class);

    private Checks(List<ServiceCheck> checks, Taker taker, KioskTime time) {
        this.checks = checks;
        this.taker = taker;
        this.time = time;
    }

    /** Begins to look. */
    public static Checks start(Told told, Taker taker, KioskTime time, ComputerClock computer, RandomGenerator random) {
        List<ServiceCheck> checks = new ArrayList<>();
        if (!told.wifi.isNothing()) {
            checks.add(new WifiCheck(told.wifi, random));
        }
        told.phone.ifPresent(phone -> checks.add(new PhoneCheck(phone, random)));
        if (!told.meters.isEmpty()) {
            checks.add(new ChargingCheck(told.meters));
        }
        told.heartbeat.ifPresent(file -> checks.add(new TabletCheck(file, told.silence, computer)));
        Checks started = new Checks(checks, taker, time);
        checks.forEach(check ->
                started.threads.add(Executors.newSingleThreadScheduledExecutor(work -> started.thread(work, check))));
        started.every(told.every);
        return started;
    }

    @Override
    public boolean now() {
        for (int i = 0; i < checks.size(); i++) {
            ServiceCheck check = checks.get(i);
            threads.get(i).execute(() -> look(check));
        }
        return !checks.isEmpty();
    }

    @Override
    public synchronized boolean every(Duration interval) {
        rounds.forEach(each -> each.cancel(false));
        rounds.clear();
        for (int i = 0; i < checks.size(); i++) {
            ServiceCheck check = checks.get(i);
            rounds.add(threads.get(i)
                    .scheduleWithFixedDelay(() -> look(check), 0, interval.toMillis(), TimeUnit.MILLISECONDS));
        }
        return !checks.isEmpty();
    }

    /** What was found last. */
    public synchronized List<SourceStatus> describe() {
        return found.entrySet().stream()
                .map(each -> described(each.getKey(), each.getValue()))
                .toList();
    }

    private static SourceStatus described(Service service, Verdict verdict) {
        String text =
                "check of " + service.word() + ": " + verdict.state().name().toLowerCase(Locale.ROOT);
        return verdict.state() == State.UP
                ? new SourceStatus(text, "", "")
                : new SourceStatus(text, verdict.reason(), remedy(service, verdict.reason()));
    }

    private static String remedy(Service service, String reason) {
        return switch (service) {
            case WIFI ->
                switch (reason) {
                    case "no-interface" ->
                        "ip link says how interfaces are called; curbline.agent.checks.wifi.interface must be one of them";
                    case "interface-down", "no-address" ->
                        "ip addr shows it; is the access point on, and the network set up (journalctl -u NetworkManager)?";
                    case "login-rejected", "login-challenged" ->
                        "curbline.agent.checks.wifi.login.user and password must be known to the authentication server, which"
                                + " must take passwords (PAP)";
                    case LoginProbe.UNSIGNED ->
                        "the authentication server's answers have no Message-Authenticator, so who is in between can forge"
                                + " them (BlastRADIUS): update it, or have it add one (docs/agent.md)";
                    case "login-no-answer",
                            "login-wrong-secret",
                            "login-refused",
                            "login-unreachable",
                            "login-name-unknown" ->
                        "curbline.agent.checks.wifi.login.server must be right, and know this kiosk as a client with this"
                                + " secret: to another it is silent";
                    default ->
                        "ping and curl --interface of that interface say where it ends; are curbline.agent.checks.wifi.targets"
                                + " right, and has the interface a route (ip rule)?";
                };
            case CALL ->
                "curbline.agent.checks.call.phone must be as its registrar has it; is the phone on, and registered there (sudo"
                        + " asterisk -rx 'pjsip show contacts')?";
            case CHARGING ->
                "cat each of curbline.agent.checks.charging.meters: one that is gone, or gives no number, is of a port without"
                        + " power; dmesg may say why";
            case TABLET ->
                "is the tablet on, and does its shell touch curbline.agent.checks.tablet.heartbeat, or post to /heartbeat?";
        };
    }

    @Override
    public void close() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
    }

    private Thread thread(Runnable work, ServiceCheck check) {
        Thread thread = new Thread(work, "check-" + check.service().word());
        thread.setDaemon(true);
        return thread;
    }

    private void look(ServiceCheck check) {
        Verdict verdict;
        try {
            verdict = check.look();
        } catch (RuntimeException e) {
            log.error(
                    "The check of {} failed in a way it should not; it is made again.",
                    check.service().word(),
                    e);
            return;
        }
        note(check.service(), verdict);
        String run = taker.run();
        long at = time.millis() - verdict.age().toMillis();
        taker.take(
                EventKind.STATUS,
                seq -> encoder.encode(new ServiceReport(
                        new EventId(seq, at, run), check.service(), verdict.state(), verdict.reason())),
                new Taker.Answer() {
                    @Override
                    public void taken(long seq) {}

                    @Override
                    public void refused(String why) {
                        log.debug("A report was not taken; the next is made soon: {}", why);
                    }
                });
    }

    private synchronized void note(Service service, Verdict verdict) {
        Verdict before = found.put(service, verdict);
        boolean isNews = before == null
                || before.state() != verdict.state()
                || !before.reason().equals(verdict.reason());
        if (isNews) {
            log.info(
                    "{} is {}{}.",
                    service.word(),
                    verdict.state().name().toLowerCase(Locale.ROOT),
                    verdict.reason().isEmpty() ? "" : ": " + verdict.reason());
        }
    }

    /**
     * What is looked at; nothing of a service of which nothing is told.
     *
     * @param meters a file for each charging port
     * @param heartbeat which the tablet touches
     * @param silence how long it may not
     */
    public record Told(
            Duration every,
            Wifi wifi,
            Optional<SipAddress> phone,
            List<Path> meters,
            Optional<Path> heartbeat,
            Duration silence) {
        /** Whether nothing is looked at. */
        public boolean isNothing() {
            return wifi.isNothing() && phone.isEmpty() && meters.isEmpty() && heartbeat.isEmpty();
        }
    }

    /**
     * What must work of the WiFi.
     *
     * @param through the network interface that devices are behind; its address is asked from, any without it
     * @param targets what must be reached through it
     * @param login by what people are let in
     */
    public record Wifi(Optional<String> through, List<ProbeTarget> targets, Optional<Login> login) {
        boolean isNothing() {
            return targets.isEmpty() && login.isEmpty();
        }
    }
}
