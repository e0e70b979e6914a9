package org.curbline.demand;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.curbline.protocol.Call;
import org.curbline.protocol.Call.CallKind;
import org.curbline.protocol.Call.Outcome;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.EventId;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.TabletSession.Activity;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.WifiSession.Network;
import org.jspecify.annotations.Nullable;

/**
 * Everything one kiosk will report, in order of time, numbered without a gap in each run. The same site, seed, start
 * and run make the same events whenever and in whatever portions they are asked for; only
 * {@link HealthReport#spooledEvents} says what is so at that moment.
 *
 * <p>What a kiosk is told to do comes in between, and takes numbers of its own.
 *
 * <p>One service report for each service, and one health report, every 60 s unless it is told otherwise; a sketch of
 * its devices when the day ends. Lengths and mixtures other than those in {@link Calibration} are assumed. Not safe for
 * several threads.
 */
public final class KioskDemand {
    private static final long REPORT_MILLIS = 60_000;
    private static final String REBOOTING = "rebooting";
    private static final int WIFI = 0;
    private static final int CALL = 1;
    private static final int TABLET = 2;
    private static final int CHARGING = 3;
    private static final int STATUS = 4;
    private static final int HEALTH = 8;
    private static final int CLIENTS = 9;
    private static final int STREAMS = 10;
    private static final Service[] SERVICES = Service.values();

    private final Calibration calibration;
    private final String firstRun;
    private final SplittableRandom random;
    private final UsageTimes[] times;
    private final DeviceDraw drawn;
    private final DeviceDay devices;
    private final long[] next = new long[STREAMS];
    private final double helplineShare;
    private final long startedAt;
    private final long[] rebootsUntil = new long[SERVICES.length];
    private final Condition condition;
    private final Queue<Reply> replies = new PriorityQueue<>(Comparator.comparingLong(Reply::at));
    private long reportMillis = REPORT_MILLIS;
    private String run;
    private int memoriesLost;
    private long nextSeq = 1;
    private long lastMillis;
    private List<Long> lastDevices = List.of();

    /** Of a kiosk at which nothing goes wrong. */
    public KioskDemand(KioskId kiosk, Borough borough, UsagePlan usage, long seed, long startMillis, String run) {
        this(kiosk, borough, usage, seed, startMillis, run, Condition.SOUND);
    }

    /**
     * @param startMillis simulated time at which the kiosk is switched on
     * @param run the run its numbers belong to
     * @param condition what goes wrong
     */
    public KioskDemand(
            KioskId kiosk,
            Borough borough,
            UsagePlan usage,
            long seed,
            long startMillis,
            String run,
            Condition condition) {
        this.condition = condition;
        this.calibration = usage.calibration();
        this.firstRun = run;
        this.run = run;
        this.random = new SplittableRandom(seed ^ spread(kiosk.value()));
        this.startedAt = startMillis;
        double busy = Draw.logNormal(Calibration.boroughFactor(borough), Calibration.SIGMA_IN_BOROUGH, random);
        double helpline = Calibration.HELPLINE_SHARE * Draw.gamma(Calibration.HELPLINE_SHAPE, random);
        double calls = helpline + (1 - Calibration.HELPLINE_SHARE) * busy;
        this.helplineShare = helpline / calls;
        times = new UsageTimes[] {
            usage.times(kiosk, borough, Service.WIFI, calibration.wifiPerDay() * busy),
            usage.times(kiosk, borough, Service.CALL, calibration.callsPerDay() * calls),
            usage.times(kiosk, borough, Service.TABLET, calibration.tabletPerDay() * busy),
            usage.times(kiosk, borough, Service.CHARGING, calibration.chargingPerDay() * busy),
        };
        for (int stream = 0; stream < times.length; stream++) {
            next[stream] = times[stream].after(startMillis, random);
        }
        long firstStatus = startMillis + random.nextLong(REPORT_MILLIS);
        for (int service = 0; service < SERVICES.length; service++) {
            next[STATUS + service] = firstStatus;
        }
        drawn = new DeviceDraw(kiosk, calibration.wifiPerDay() * busy, seed);
        devices = new DeviceDay(drawn, usage.zone(), seed);
        next[CLIENTS] = devices.end(startMillis);
        next[HEALTH] = startMillis + random.nextLong(REPORT_MILLIS);
    }

    /** Makes no report of services, health and devices: for who wants to know of use alone. */
    public KioskDemand withoutReports() {
        Arrays.fill(next, STATUS, STREAMS, UsageTimes.NEVER);
        return this;
    }

    /**
     * The next event up to a moment of simulated time, or null when there is none yet.
     *
     * @param spooled says how many events wait in the kiosk
     */
    public @Nullable KioskEvent next(long untilMillis, LongSupplier spooled) {
        KioskEvent event = null;
        while (event == null) {
            int stream = first();
            long at = next[stream];
            Reply reply = replies.peek();
            if (reply != null && reply.at <= Math.min(at - 1, untilMillis)) {
                replies.remove();
                lastMillis = reply.at;
                remember(reply.at);
                event = condition.applied(new CommandReply(
                        new EventId(nextSeq, reply.at, run), reply.command, reply.result, reply.reason));
            } else if (at > untilMillis) {
                return null;
            } else if (stream == CLIENTS && devices.isEmpty()) {
                next[CLIENTS] = after(CLIENTS, at);
            } else {
                lastMillis = at;
                remember(at);
                // What a fault prevents is drawn all the same: so nothing else becomes different.
                event = condition.applied(event(stream, new EventId(nextSeq, at, run), spooled));
                count(event, at);
                next[stream] = after(stream, at);
            }
        }
        nextSeq++;
        return event;
    }

    /**
     * Goes past events that were made before; replies among them must have been given anew.
     *
     * @param events how many
     * @return the last of them; null for none
     */
    public @Nullable KioskEvent skip(long events) {
        KioskEvent last = null;
        for (long i = 0; i < events; i++) {
            last = next(Long.MAX_VALUE, () -> 0);
        }
        return last;
    }

    /** The true moment of the event that came last, whatever the kiosk's clock says. */
    public long lastMillis() {
        return lastMillis;
    }

    /** Whose device the next WiFi session is, as 48 bits; for who counts them {@link #withoutReports}. */
    public long drawDevice() {
        return drawn.next();
    }

    /** The devices that the last sketch was made of. */
    public List<Long> lastDevices() {
        return lastDevices;
    }

    /** The earliest moment at which something may happen. */
    public long nextMillis() {
        Reply reply = replies.peek();
        long at = next[first()];
        return reply == null ? at : Math.min(at, reply.at);
    }

    /** A kiosk that has lost its memory begins its numbers anew, in a run of another name. */
    private void remember(long at) {
        int lost = condition.memoriesLost(at);
        if (lost != memoriesLost) {
            memoriesLost = lost;
            run = firstRun + 'm' + lost;
            devices.forget();
            nextSeq = 1;
        }
    }

    private void count(@Nullable KioskEvent event, long at) {
        if (event instanceof WifiSession && next[CLIENTS] != UsageTimes.NEVER) {
            devices.used(at);
        }
    }

    private int first() {
        int stream = 0;
        for (int i = 1; i < STREAMS; i++) {
            if (next[i] < next[stream]) {
                stream = i;
            }
        }
        return stream;
    }

    /** Says at a moment what became of a command. */
    public void reply(String command, CommandReply.Result result, String reason, long atMillis) {
        replies.add(new Reply(command, result, reason, atMillis));
    }

    /** Reports every service now, and then as often as ever. */
    public void reportNow(long nowMillis) {
        Arrays.fill(next, STATUS, STATUS + SERVICES.length, nowMillis);
    }

    /** Reports every service so often from now on. */
    public void reportEvery(long millis, long nowMillis) {
        reportMillis = millis;
        for (int i = STATUS; i < STATUS + SERVICES.length; i++) {
            next[i] = Math.min(next[i], nowMillis + millis);
        }
    }

    /** A service does not work until a moment; it says so now, and that it works again then. */
    public void reboot(Service service, long nowMillis, long untilMillis) {
        for (int i = 0; i < SERVICES.length; i++) {
            if (SERVICES[i] == service) {
                rebootsUntil[i] = untilMillis;
                next[STATUS + i] = nowMillis;
            }
        }
    }

    private long after(int stream, long at) {
        if (stream < times.length) {
            return times[stream].after(at, random);
        }
        if (stream == HEALTH) {
            return at + REPORT_MILLIS;
        }
        if (stream == CLIENTS) {
            return devices.end(at + 1);
        }
        long regular = Math.min(at + reportMillis, condition.nextFlap(SERVICES[stream - STATUS], at));
        long rebooted = rebootsUntil[stream - STATUS];
        return rebooted > at ? Math.min(regular, rebooted) : regular;
    }

    private ServiceReport report(int service, EventId id) {
        return id.atMillis() < rebootsUntil[service]
                ? new ServiceReport(id, SERVICES[service], ServiceReport.State.DOWN, REBOOTING)
                : new ServiceReport(id, SERVICES[service], ServiceReport.State.UP, "");
    }

    private KioskEvent event(int stream, EventId id, LongSupplier spooled) {
        return switch (stream) {
            case WIFI -> wifi(id);
            case CALL -> call(id);
            case TABLET -> tablet(id);
            case CHARGING -> charging(id);
            case HEALTH -> health(id, spooled.getAsLong());
            case CLIENTS -> clients(id);
            default -> report(stream - STATUS, id);
        };
    }

    private WifiSession wifi(EventId id) {
        int seconds = Draw.seconds(calibration.wifiMean(), 1.0, Calibration.LONGEST_SESSION, random);
        double bytes = Draw.logNormal(calibration.wifiMegabytes() * 1e6, 1.2, random);
        double up = Math.min(0.9, Draw.logNormal(calibration.upShare(), 0.4, random));
        Network network = Draw.oneOf(Network.values(), new int[] {85, 15}, random);
        return new WifiSession(id, seconds, Math.round(bytes * (1 - up)), Math.round(bytes * up), network);
    }

    /** Kinds in the order of {@link CallKind}, but for help lines; three minutes on average, capped. */
    private Call call(EventId id) {
        CallKind kind = random.nextDouble() < helplineShare
                ? CallKind.HELPLINE
                : Draw.oneOf(CallKind.values(), new int[] {36, 4, 12, 4, 0, 2}, random);
        Outcome outcome = Draw.oneOf(Outcome.values(), new int[] {82, 14, 4}, random);
        int seconds = outcome == Outcome.COMPLETED
                ? Draw.seconds(Duration.ofMinutes(3), 1.2, Calibration.LONGEST_CALL, random)
                : 0;
        return new Call(id, kind, seconds, outcome);
    }

    /** Activities in the order of {@link Activity}: maps four times as often as community services (2019). */
    private TabletSession tablet(EventId id) {
        Activity activity = Draw.oneOf(Activity.values(), new int[] {48, 20, 12, 20}, random);
        int seconds = Draw.seconds(Duration.ofMinutes(2), 0.9, Duration.ofHours(2), random);
        return new TabletSession(id, activity, seconds);
    }

    /** Two ports, about 7 W. */
    private ChargingSession charging(EventId id) {
        int seconds = Draw.seconds(Duration.ofMinutes(22), 0.8, Duration.ofHours(8), random);
        double watts = random.nextDouble(4, 10);
        return new ChargingSession(id, 1 + random.nextInt(2), seconds, Math.round(watts * 1000 * seconds / 3600));
    }

    private HealthReport health(EventId id, long spooled) {
        return new HealthReport(
                id,
                Draw.tenths(45 + 4 * random.nextGaussian()),
                Draw.tenths(random.nextDouble(5, 45)),
                Draw.tenths(random.nextDouble(35, 60)),
                Draw.tenths(random.nextDouble(20, 30)),
                (id.atMillis() - Math.max(startedAt, condition.poweredSince(id.atMillis()))) / 1000,
                spooled);
    }

    private ClientSketch clients(EventId id) {
        ClientSketch sketch = devices.sketch(id);
        lastDevices = devices.devices();
        devices.forget();
        return sketch;
    }

    static long spread(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash + text.charAt(i)) * 0x9E3779B97F4A7C15L;
        }
        return hash;
    }

    private record Reply(String command, CommandReply.Result result, String reason, long at) {}
}
