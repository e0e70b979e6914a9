package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.agent.source.calls.ScriptedAsterisk;
import org.curbline.agent.source.hostapd.ScriptedHostapd;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.time.LinuxClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * One agent with every source there is. Each source is attacked in turn: what it listens to is gone, is silent, talks
 * nonsense, floods. Meanwhile a use of every other one gets through to the gateway, and nothing of them is said to be
 * amiss; afterwards one of the attacked source does, too.
 */
@Timeout(1700)
@Execution(ExecutionMode.CONCURRENT)
class AgentSourcesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern MARK = Pattern.compile("\"(durationSeconds|downBytes|temperatureCelsius)\":([0-9.]+)");

    /** An agent that is started anew names nothing as the one before did. */
    private final SplittableRandom random = new SplittableRandom(7);

    private final AtomicInteger marks = new AtomicInteger(200);
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final AtomicInteger charged = new AtomicInteger();
    private final ExecutorService together = Executors.newCachedThreadPool();
    private KioskPeers peers;
    private ScriptedGateway gateway;
    private Agent agent;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        peers = new KioskPeers(folder);
        gateway = peers.stand.gateway(null);
        together.execute(this::hear);
        start();
    }

    private void start() throws IOException {
        agent = Agent.start(peers.stand.load(), LinuxClock.open(), random.split(), peers.computer);
    }

    @AfterEach
    void end() throws Exception {
        together.shutdownNow();
        agent.close();
        gateway.close();
        peers.close();
    }

    @Test
    void sourceOfServicesThatIsAttackedStopsNoOther() throws Exception {
        all(EnumSet.allOf(Kind.class));
        attack(Kind.RADIUS, "floods with nonsense and with stays", this::floodRadius);
        attack(Kind.HOSTAPD, "is gone", this::stopHostapd);
        attack(Kind.HOSTAPD, "is silent", () -> mute(true));
        attack(Kind.HOSTAPD, "floods with nonsense", this::floodHostapd);
        attack(Kind.CHARGING, "has no number", () -> says(peers.power, "much\n", "0\n"));
        attack(Kind.CHARGING, "does not answer", () -> hangs(peers.power, "0\n"));
        attack(Kind.CALLS, "is gone", this::stopAsterisk);
        attack(Kind.CALLS, "is silent", this::muteAsterisk);
        attack(Kind.CALLS, "floods with nonsense", this::floodAsterisk);
        attack(Kind.TABLET, "says half of something", this::holdTablet);
        attack(Kind.TABLET, "floods with nonsense and with sessions", this::floodTablet);
    }

    @Test
    void anyOtherSourceThatIsAttackedStopsNoOther() throws Exception {
        all(EnumSet.allOf(Kind.class));
        attack(Kind.LINES, "holds every connection", this::holdLines);
        attack(Kind.LINES, "floods with nonsense and with events", this::floodLines);
        attack(Kind.LINES, "never reads an answer", this::floodLinesAndReadNothing);
        attack(Kind.PROGRAM, "is killed", this::killProgram);
        attack(Kind.PROGRAM, "is silent", this::hangProgram);
        attack(Kind.PROGRAM, "floods with nonsense and with events", this::floodProgram);
        attack(Kind.HEALTH, "has no number", () -> says(peers.temperature(), "hot\n", "50000\n"));
        attack(Kind.HEALTH, "does not answer", () -> hangs(peers.temperature(), "50000\n"));
    }

    @Test
    void sourceWhosePlaceIsTakenAtTheStartStopsNoOtherAndComesLater() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        attack(
                Kind.RADIUS,
                "has its port taken at the start",
                () -> startWithout(Kind.RADIUS, "ss -ulpn", () -> new DatagramSocket(peers.radius, loopback)));
        attack(
                Kind.TABLET,
                "has its port taken at the start",
                () -> startWithout(Kind.TABLET, "ss -tlpn", () -> new ServerSocket(peers.tablet, 1, loopback)));
        attack(
                Kind.LINES,
                "has something else at its socket's place at the start",
                () -> startWithout(Kind.LINES, "is its folder there", () -> notEmpty(peers.lineSocket())));
    }

    @Test
    void fileOfCallsThatIsAttackedStopsNoOtherEither() throws Exception {
        peers.callFile();
        agent.reload(peers.stand.load());
        all(EnumSet.allOf(Kind.class));
        attack(Kind.CALLS, "is gone", () -> {
            Files.delete(peers.callFile);
            return () -> Files.createFile(peers.callFile);
        });
        attack(Kind.CALLS, "is flooded with nonsense and with calls", this::floodCallFile);
    }

    private void attack(Kind attacked, String how, Attack attack) throws Exception {
        try (Closeable ends = attack.begin()) {
            all(EnumSet.complementOf(EnumSet.of(attacked)));
            until(
                    () -> othersAreWell(attacked),
                    () -> "While " + attacked + " " + how + ", others are not well: " + status() + ", " + ends);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(attacked + " " + how, e);
        }
        try {
            all(EnumSet.of(attacked));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("After " + attacked + " " + how, e);
        }
    }

    private boolean othersAreWell(Kind attacked) throws IOException {
        return status().sources().stream()
                .allMatch(source -> source.isWell() || source.text().startsWith(attacked.words));
    }

    private AgentStatus status() throws IOException {
        return peers.stand.status();
    }

    /** A use of each of these gets through. */
    private void all(Set<Kind> kinds) throws Exception {
        List<Future<?>> uses = new ArrayList<>();
        for (Kind kind : kinds) {
            uses.add(together.submit(() -> {
                try {
                    use(kind);
                    return kind;
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("A use of " + kind, e);
                }
            }));
        }
        for (Future<?> use : uses) {
            use.get();
        }
    }

    private void use(Kind kind) throws Exception {
        int mark = marks.incrementAndGet();
        switch (kind) {
            case RADIUS -> again("usage/wifi durationSeconds " + (1_000 + mark), () -> peers.stay(mark));
            case HOSTAPD -> useRadio(mark);
            case CHARGING -> charge();
            case CALLS ->
                again("usage/call durationSeconds " + mark, () -> {
                    if (peers.stand.settings.containsKey("curbline.agent.calls.file")) {
                        peers.writeCall(mark);
                    } else {
                        peers.call(mark);
                    }
                });
            case TABLET -> again("usage/tablet durationSeconds " + mark, () -> peers.useTablet(mark));
            case LINES ->
                again("usage/tablet durationSeconds " + mark, () -> {
                    try (SocketChannel program = peers.lines()) {
                        KioskPeers.write(program, KioskPeers.line(mark));
                    }
                });
            case PROGRAM -> {
                peers.programSays("mark-" + mark, KioskPeers.line(mark));
                again("usage/tablet durationSeconds " + mark, () -> {});
            }
            case HEALTH -> {
                peers.warm(mark);
                again("health temperatureCelsius " + mark / 10 + "." + mark % 10, () -> {});
            }
        }
    }

    private void useRadio(int mark) throws Exception {
        peers.come(mark);
        until(
                () -> status().toString().matches("(?s).*hostapd at [^:]*: [1-9].*"),
                () -> "hostapd is heard: " + status());
        peers.leave(mark);
        again("usage/wifi downBytes " + mark, () -> {});
    }

    private void charge() throws Exception {
        int before = charged.get();
        peers.charge(5);
        until(() -> status().toString().contains("ports: 1 in use"), () -> "it charges: " + status());
        peers.charge(0);
        until(() -> charged.get() > before, () -> "it charged: " + status());
    }

    /** Does it every second until the event is published. */
    private void again(String event, Step step) throws Exception {
        long[] tried = {System.nanoTime() - 1_000_000_000L};
        until(
                () -> {
                    if (System.nanoTime() - tried[0] >= 1_000_000_000L) {
                        tried[0] = System.nanoTime();
                        try {
                            step.go();
                        } catch (IOException attacked) {
                            // the next time
                        }
                    }
                    return published.contains(event);
                },
                () -> event + " is published: " + status());
    }

    private static void until(Callable<Boolean> condition, Callable<String> what) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                fail("It does not come about that " + what.call());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void hear() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String event = gateway.next();
                String kind =
                        event.substring(0, Math.max(0, event.indexOf(' '))).replaceFirst("^kiosks/[^/]*/", "");
                if (kind.equals("usage/charging")) {
                    charged.incrementAndGet();
                }
                for (Matcher mark = MARK.matcher(event); mark.find(); ) {
                    published.add(kind + " " + mark.group(1) + " " + mark.group(2));
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** The agent begins anew while somebody else has what the source listens at. */
    private Closeable startWithout(Kind source, String remedy, Attack takes) throws Exception {
        agent.close();
        Closeable taken = takes.begin();
        try {
            start();
            until(
                    () -> status().sources().stream()
                            .anyMatch(one -> one.text().startsWith(source.words)
                                    && one.trouble().contains(remedy)),
                    () -> source + " says what to do: " + status());
            return taken;
        } catch (Exception | AssertionError e) {
            taken.close();
            throw e;
        }
    }

    private static Closeable notEmpty(Path folder) throws IOException {
        Path file = Files.createFile(Files.createDirectory(folder).resolve("file"));
        return () -> {
            Files.delete(file);
            Files.delete(folder);
        };
    }

    private Closeable floodRadius() {
        SplittableRandom random = new SplittableRandom(1);
        AtomicInteger stays = new AtomicInteger();
        return flood(() -> {
            byte[] nonsense = new byte[random.nextInt(300)];
            random.nextBytes(nonsense);
            peers.accessPoint(0).send(nonsense);
            peers.accessPoint(stays.get()).start("flood-" + stays.incrementAndGet());
        });
    }

    private Closeable stopHostapd() throws IOException {
        peers.hostapd.close();
        return () -> peers.hostapd = ScriptedHostapd.open(peers.hostapdSocket);
    }

    private Closeable mute(boolean isMute) {
        peers.hostapd.mute(isMute);
        return () -> peers.hostapd.mute(false);
    }

    private Closeable floodHostapd() {
        peers.hostapd.garbage("\0\1\2");
        Closeable flood = flood(() -> {
            peers.hostapd.say("<3>AP-STA-CONNECTED or what");
            peers.hostapd.say("<2>");
        });
        return () -> {
            flood.close();
            peers.hostapd.garbage("");
        };
    }

    private Closeable stopAsterisk() throws IOException {
        int port = peers.asterisk.port();
        peers.asterisk.close();
        return () -> peers.asterisk = ScriptedAsterisk.open(port);
    }

    private Closeable muteAsterisk() throws IOException {
        peers.asterisk.mute(true);
        peers.asterisk.hangUp();
        return () -> {
            peers.asterisk.mute(false);
            peers.asterisk.hangUp();
        };
    }

    private Closeable floodAsterisk() {
        AtomicInteger turns = new AtomicInteger();
        return flood(() -> {
            peers.asterisk.say("Event: Newchannel|CallerIDNum: 1|Exten: 2");
            peers.asterisk.say("Event: Cdr|Destination: |BillableSeconds: many|Disposition: \0\1");
            if (turns.incrementAndGet() % 5_000 == 0) {
                peers.asterisk.raw("x".repeat(100_000)); // a line without end
            }
        });
    }

    private Closeable holdTablet() throws IOException {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            held.add(peers.beginPost());
        }
        return () -> {
            for (Socket each : held) {
                each.close();
            }
        };
    }

    private Closeable floodTablet() {
        HttpClient http = HttpClient.newHttpClient();
        AtomicInteger waiting = new AtomicInteger();
        return flood(() -> {
            if (waiting.get() < 100) {
                waiting.incrementAndGet();
                CompletableFuture<Void> unused = http.sendAsync(peers.post(1), HttpResponse.BodyHandlers.discarding())
                        .handle((answer, failure) -> {
                            waiting.decrementAndGet();
                            return null;
                        });
            }
            try (Socket nonsense = new Socket(InetAddress.getLoopbackAddress(), peers.tablet)) {
                nonsense.getOutputStream().write("\0\1 nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    private Closeable holdLines() throws IOException {
        List<SocketChannel> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            held.add(peers.lines());
        }
        return () -> {
            for (SocketChannel each : held) {
                each.close();
            }
        };
    }

    private Closeable floodLines() throws IOException {
        SocketChannel events = peers.lines();
        Closeable reads = flood(() -> {
            if (events.read(ByteBuffer.allocate(65_536)) < 0) {
                throw new IOException("sent away");
            }
        });
        Closeable flood =
                flood(() -> KioskPeers.write(events, KioskPeers.line(1).repeat(50) + "nonsense\n"));
        Closeable endless = flood(() -> {
            try (SocketChannel program = peers.lines()) {
                KioskPeers.write(program, "x".repeat(100_000)); // a line without end
            }
        });
        return () -> {
            events.close();
            flood.close();
            reads.close();
            endless.close();
        };
    }

    /** As many programs as may write. */
    private Closeable floodLinesAndReadNothing() throws IOException {
        List<Closeable> floods = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            floods.add(flood(() -> {
                try (SocketChannel program = peers.lines()) {
                    while (true) { // until it is sent away
                        KioskPeers.write(program, "nonsense\n".repeat(100));
                    }
                }
            }));
        }
        return () -> {
            for (Closeable each : floods) {
                each.close();
            }
        };
    }

    private Closeable killProgram() throws Exception {
        peers.programProcess().destroyForcibly();
        return () -> {};
    }

    private Closeable hangProgram() throws IOException {
        Path hang = Files.createFile(peers.programFolder.resolve("hang"));
        return () -> Files.delete(hang);
    }

    private Closeable floodProgram() throws IOException {
        peers.programSays("1", (KioskPeers.line(1) + "nonsense\n").repeat(5_000) + "x".repeat(100_000));
        return () -> {};
    }

    private Closeable floodCallFile() {
        AtomicInteger turns = new AtomicInteger();
        return flood(() -> {
            if (turns.incrementAndGet() < 1_000) { // it is all read before what is written behind it
                Files.writeString(peers.callFile, "nonsense\n\0\1\n\"\"".repeat(20) + "\n", StandardOpenOption.APPEND);
                peers.writeCall(1);
            }
        });
    }

    private static Closeable says(Path file, String nonsense, String number) throws IOException {
        KioskPeers.replace(file, nonsense);
        return () -> KioskPeers.replace(file, number);
    }

    private static Closeable hangs(Path file, String number) throws Exception {
        OutputStream waitedFor = KioskPeers.block(file);
        return () -> {
            KioskPeers.replace(file, number);
            waitedFor.close();
        };
    }

    /** Does it again and again, as fast as it can, until it is closed. */
    private static Closeable flood(Step step) {
        AtomicBoolean over = new AtomicBoolean(); // an interrupt would close what it says it through
        Thread thread = new Thread(
                () -> {
                    while (!over.get()) {
                        try {
                            for (int i = 0; i < 20; i++) {
                                step.go();
                            }
                        } catch (Exception refused) {
                            // that is its right
                        }
                        LockSupport.parkNanos(1_000_000);
                    }
                },
                "flood");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            over.set(true);
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertEquals(Thread.State.TERMINATED, thread.getState());
        };
    }

    /** By the first words of what each says of itself. */
    private enum Kind {
        RADIUS("RADIUS"),
        HOSTAPD("hostapd"),
        CHARGING("charging"),
        CALLS("calls"),
        TABLET("tablet"),
        LINES("lines"),
        PROGRAM("program"),
        HEALTH("health");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private interface Attack {
        /** Returns what ends it. */
        Closeable begin() throws Exception;
    }

    private interface Step {
        void go() throws Exception;
    }
}
