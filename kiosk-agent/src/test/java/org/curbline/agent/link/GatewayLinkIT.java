package org.curbline.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.net.SocketFactory;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A link to a gateway that says byte by byte what the test wants. */
class GatewayLinkIT {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int SUBSCRIBE = 0x82;
    private static final int THREADS_OF_A_CLIENT = 8;
    private static final Duration LATE = Duration.ofMinutes(5);

    @ParameterizedTest
    @ValueSource(strings = {"2003008600", "2003008700", "2003008a00"})
    void kioskThatIsRevokedKnocksSeldomAndSaysSo(String refusal) throws Exception {
        String trouble = afterOneAttempt(refusal, wait -> wait.compareTo(LATE) >= 0);
        assertTrue(trouble.contains("refuses this kiosk") && trouble.contains("curbline-agent enroll"), trouble);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2003008800", "2003008900", "2003009f00"})
    void gatewayThatIsBusyIsAskedAgainInAWhileWhichDiffersFromKioskToKiosk(String connack) throws Exception {
        String trouble = afterOneAttempt(
                connack, wait -> wait.toMillis() >= 5_000 && wait.toMillis() <= 30_000 && wait.toMillis() % 5_000 != 0);
        assertTrue(trouble.contains("it is busy"), trouble);
    }

    @Test
    void gatewayThatStopsIsLeftInPeaceForAWhile() throws Exception {
        String trouble = afterOneAttempt("2003000000 e0028b00", wait -> wait.toMillis() >= 5_000);
        assertTrue(trouble.contains("about to stop (reason 0x8b)"), trouble);
    }

    @Test
    void fleetWhoseConnectionsEndAllAtOnceComesBackOverSeconds() throws Exception {
        String trouble =
                afterOneAttempt("2003000000 e000", wait -> wait.compareTo(SOON) > 0 && wait.toMillis() <= 5_000);
        assertTrue(trouble.contains("the connection ended"), trouble);
    }

    @Test
    void howeverMuchWaitsLittleOfItIsUnderWayAndThereIsRoomForWhatHasJustCome() throws Exception {
        ScheduledExecutorService agent = new ScheduledThreadPoolExecutor(1);
        MuchToSend spool = new MuchToSend();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GatewayLink link =
                    new GatewayLink(account(gateway), spool, message -> true, agent, new SplittableRandom(3));
            agent.execute(link::open);
            try (Socket kiosk = gateway.accept()) {
                kiosk.setSoTimeout(20_000);
                assertTrue(kiosk.getInputStream().read() == 0x10, "CONNECT");
                kiosk.getOutputStream().write(HexFormat.of().parseHex("2003000000"));
                while (kiosk.getInputStream().read() != MuchToSend.LAST_OF_OLD) {
                    // all that may be under way
                }
                agent.submit(() -> {
                            spool.hasFresh = true;
                            link.flush();
                        })
                        .get(60, TimeUnit.SECONDS);
                while (kiosk.getInputStream().read() != MuchToSend.FRESH) {
                    // nothing was acknowledged, and yet it comes
                }
                assertEquals(MuchToSend.OLD, agent.submit(() -> spool.given).get(60, TimeUnit.SECONDS));
            }
            agent.submit(link::close).get(60, TimeUnit.SECONDS);
        } finally {
            agent.shutdownNow();
        }
    }

    @Test
    void whatPahoWritesOfItselfDoesNotReachTheJournal() throws Exception {
        BlockingQueue<LogRecord> written = new LinkedBlockingQueue<>();
        Handler journal = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLoggerName().startsWith("org.eclipse.paho")) {
                    written.add(record);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(journal);
        ScheduledExecutorService agent = new ScheduledThreadPoolExecutor(1);
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            new GatewayLink(account(gateway), new NothingToSend(), message -> true, agent, new SplittableRandom(3));
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setSocketFactory(new Unwritable());
            MqttAsyncClient paho =
                    new MqttAsyncClient("tcp://127.0.0.1:" + gateway.getLocalPort(), "k", new MemoryPersistence());
            IMqttToken connecting = paho.connect(options);
            assertThrows(MqttException.class, () -> connecting.waitForCompletion(20_000));
            paho.close(true);
            assertEquals(List.of(), List.copyOf(written));
        } finally {
            agent.shutdownNow();
            Logger.getLogger("").removeHandler(journal);
        }
    }

    /** In a fleet the first come soon, the last late, and at no time many. */
    @ParameterizedTest
    @CsvSource({"2003000000 e000, 0, 5000", "2003000000 e0028b00, 5000, 30000", "2003008900, 5000, 30000"})
    void fleetThatLosesItsGatewayOrIsSentAwayComesBackSpreadOverTheWholeTime(String said, int from, int to)
            throws Exception {
        int kiosks = 24;
        int parts = 4;
        int[] inPart = new int[parts];
        for (int kiosk = 0; kiosk < kiosks; kiosk++) {
            afterOneAttempt(said, new SplittableRandom(1_000 + kiosk), wait -> {
                boolean isWithin = wait.toMillis() >= from && wait.toMillis() <= to;
                inPart[(int) Math.min(parts - 1, Math.max(0, (wait.toMillis() - from) * parts / (to - from)))]++;
                return isWithin;
            });
        }
        for (int part : inPart) {
            assertTrue(part > 0 && part <= kiosks / 2, Arrays.toString(inPart));
        }
    }

    @Test
    void whatAFormerConnectionStillSaysIsNotHeardAndEndsNoOther() throws Exception {
        HeldBack agent = new HeldBack();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            gateway.setSoTimeout(60_000);
            GatewayLink link = new GatewayLink(
                    account(gateway),
                    new NothingToSend(),
                    message -> heard.add(new String(message, StandardCharsets.US_ASCII)),
                    agent,
                    new SplittableRandom(3));
            agent.execute(link::open);
            try (Socket former = connected(gateway)) {
                agent.submit(agent::hold).get(60, TimeUnit.SECONDS);
                say(former, 'f');
                agent.awaitHeld(1);
            }
            agent.awaitHeld(2);
            agent.lastFirst();
            try (Socket present = connected(gateway)) {
                agent.goOn();
                say(present, 'p');
                assertEquals("p", heard.poll(60, TimeUnit.SECONDS));
                assertEquals("", agent.submit(link::trouble).get(60, TimeUnit.SECONDS));
            }
            agent.submit(link::close).get(60, TimeUnit.SECONDS);
            assertEquals(0, heard.size(), "what the former said");
        } finally {
            agent.shutdownNow();
        }
    }

    /** As a load balancer does behind which no gateway runs. */
    @Test
    void howeverOftenSomebodyHangsUpAtOnceNoThreadIsLeft() throws Exception {
        assertNoThreadIsLeft(ServerSocket::accept);
    }

    @Test
    void howeverOftenItConnectsNoThreadIsLeft() throws Exception {
        assertNoThreadIsLeft(GatewayLinkIT::connected);
    }

    private static void assertNoThreadIsLeft(Taking taking) throws Exception {
        Impatient agent = new Impatient();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            gateway.setSoTimeout(60_000);
            GatewayLink link = new GatewayLink(
                    account(gateway), new NothingToSend(), message -> true, agent, new SplittableRandom(3));
            agent.execute(link::open);
            taking.next(gateway).close();
            int most = Thread.activeCount() + THREADS_OF_A_CLIENT;
            for (int i = 0; i < 50; i++) {
                taking.next(gateway).close();
            }
            agent.submit(link::close).get(60, TimeUnit.SECONDS);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (Thread.activeCount() > most) {
                assertTrue(
                        System.nanoTime() < until,
                        () -> Thread.activeCount() + " threads: "
                                + Thread.getAllStackTraces().keySet());
                LockSupport.parkNanos(10_000_000);
            }
        } finally {
            agent.shutdownNow();
        }
    }

    /** The next connection, taken by the gateway. */
    private static Socket connected(ServerSocket gateway) throws IOException {
        Socket kiosk = gateway.accept();
        kiosk.setSoTimeout(60_000);
        assertEquals(0x10, kiosk.getInputStream().read(), "CONNECT");
        int rest = kiosk.getInputStream().read();
        assertEquals(rest, kiosk.getInputStream().readNBytes(rest).length);
        kiosk.getOutputStream().write(HexFormat.of().parseHex("2003000000"));
        for (int next = kiosk.getInputStream().read();
                next != SUBSCRIBE;
                next = kiosk.getInputStream().read()) {
            assertTrue(next >= 0, "it subscribes");
        }
        return kiosk;
    }

    /** PUBLISH with QoS 1, to the topic t. */
    private static void say(Socket kiosk, char what) throws IOException {
        kiosk.getOutputStream().write(new byte[] {0x32, 7, 0, 1, 't', 0, 1, 0, (byte) what});
    }

    /** The trouble after a CONNACK, and perhaps what comes once the kiosk wants to be told things. */
    private static String afterOneAttempt(String connack, Predicate<Duration> isRight) throws Exception {
        return afterOneAttempt(connack, new SplittableRandom(3), isRight);
    }

    private static String afterOneAttempt(String connack, RandomGenerator random, Predicate<Duration> isRight)
            throws Exception {
        WaitsAreTold agent = new WaitsAreTold();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GatewayLink link = new GatewayLink(account(gateway), new NothingToSend(), message -> true, agent, random);
            agent.execute(link::open);
            try (Socket kiosk = gateway.accept()) {
                assertTrue(kiosk.getInputStream().read() == 0x10, "CONNECT");
                String[] answers = connack.split(" ", -1);
                kiosk.getOutputStream().write(HexFormat.of().parseHex(answers[0]));
                if (answers.length > 1) {
                    while (kiosk.getInputStream().read() != SUBSCRIBE) {
                        // it connects
                    }
                    kiosk.getOutputStream().write(HexFormat.of().parseHex(answers[1]));
                }
                Duration wait = agent.waits.poll(60, TimeUnit.SECONDS);
                assertTrue(wait != null && isRight.test(wait), "waits " + wait);
            }
            return agent.submit(() -> {
                        String trouble = link.trouble();
                        link.close();
                        return trouble;
                    })
                    .get(60, TimeUnit.SECONDS);
        } finally {
            agent.shutdownNow();
        }
    }

    @Test
    void whoTakesConnectAndNeverAnswersIsTriedAgain() throws Exception {
        WaitsAreTold agent = new WaitsAreTold();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            gateway.setSoTimeout(60_000);
            GatewayLink link = new GatewayLink(
                    account(gateway), new NothingToSend(), message -> true, agent, new SplittableRandom(3));
            agent.execute(link::open);
            try (Socket silent = gateway.accept()) {
                assertEquals(0x10, silent.getInputStream().read(), "CONNECT");
                agent.execute(Objects.requireNonNull(agent.watches.poll(60, TimeUnit.SECONDS)));
                try (Socket again = gateway.accept()) {
                    assertEquals(0x10, again.getInputStream().read(), "CONNECT, once more");
                    assertEquals(
                            "it does not answer", agent.submit(link::trouble).get(60, TimeUnit.SECONDS));
                }
            }
            agent.submit(link::close).get(60, TimeUnit.SECONDS);
        } finally {
            agent.shutdownNow();
        }
    }

    /** By a FIN as one that ends in order, or by a RST as one with what was not read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHangsUpInTheMiddleOfConnectIsSaidToAndWhatToDo(boolean isInOrder) throws Exception {
        WaitsAreTold agent = new WaitsAreTold();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GatewayLink link = new GatewayLink(
                    account(gateway), new NothingToSend(), message -> true, agent, new SplittableRandom(3));
            agent.execute(link::open);
            try (Socket kiosk = gateway.accept()) {
                assertEquals(0x10, kiosk.getInputStream().read(), "CONNECT");
                if (isInOrder) {
                    kiosk.shutdownOutput();
                    kiosk.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            }
            assertNotNull(agent.waits.poll(60, TimeUnit.SECONDS), "it is tried again");
            String trouble = agent.submit(() -> {
                        String said = link.trouble();
                        link.close();
                        return said;
                    })
                    .get(60, TimeUnit.SECONDS);
            assertTrue(trouble.startsWith("it hung up") && trouble.contains("is that its port for MQTT"), trouble);
        } finally {
            agent.shutdownNow();
        }
    }

    private static GatewayAccount account(ServerSocket gateway) {
        return new GatewayAccount(
                KioskId.of("mn-05-000001"),
                URI.create("tcp://127.0.0.1:" + gateway.getLocalPort()),
                null,
                new byte[] {1},
                null,
                null);
    }

    /** An agent's thread that tells how long it is asked to wait. */
    private static final class WaitsAreTold extends ScheduledThreadPoolExecutor {
        final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
        /** For answers to CONNECT. */
        final BlockingQueue<Runnable> watches = new LinkedBlockingQueue<>();

        WaitsAreTold() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long time, TimeUnit unit) {
            Duration wait = Duration.ofNanos(unit.toNanos(time));
            if (wait.equals(GatewayLink.ANSWER_AT_MOST)) {
                watches.add(work);
                return super.schedule(work, time, unit);
            }
            if (time > 0) { // execute and submit come here, too
                waits.add(wait);
            }
            return super.schedule(work, time, unit);
        }
    }

    /** An agent's thread on which what comes while it is held back comes last first. */
    private static final class HeldBack extends ScheduledThreadPoolExecutor {
        private final BlockingDeque<Runnable> held = new LinkedBlockingDeque<>();
        private volatile boolean isHolding;

        HeldBack() {
            super(1);
        }

        @Override
        public void execute(Runnable work) {
            if (isHolding) {
                held.add(work);
            } else {
                super.execute(work);
            }
        }

        void hold() {
            isHolding = true;
        }

        void awaitHeld(int least) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (held.size() < least) {
                assertTrue(System.nanoTime() < until, held.size() + " things happened");
                LockSupport.parkNanos(1_000_000);
            }
        }

        /** Does what came last, and holds nothing back any more but what came before. */
        void lastFirst() {
            isHolding = false;
            execute(held.removeLast());
        }

        void goOn() {
            while (!held.isEmpty()) {
                execute(held.removeFirst());
            }
        }
    }

    private interface Taking {
        Socket next(ServerSocket gateway) throws IOException;
    }

    /** An agent's thread that does not wait where seconds are to pass. */
    private static final class Impatient extends ScheduledThreadPoolExecutor {
        Impatient() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long time, TimeUnit unit) {
            return super.schedule(work, unit.toMinutes(time) > 0 ? time : 0, unit);
        }
    }

    /** Connections that end before the first byte is written. */
    private static final class Unwritable extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public OutputStream getOutputStream() {
                    return new OutputStream() {
                        @Override
                        public void write(int one) throws IOException {
                            throw new SocketException("Socket closed");
                        }
                    };
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            return createSocket();
        }
    }

    private static class NothingToSend implements Outgoing {
        @Override
        public @Nullable Parcel fresh() {
            return null;
        }

        @Override
        public List<Parcel> next() throws IOException {
            return List.of();
        }

        @Override
        public void done(Parcel parcel) {}

        @Override
        public void connected(@Nullable Instant gatewayTime) {}

        @Override
        public void again() {}
    }

    /** Messages of 50,000 bytes without end. */
    private static final class MuchToSend extends NothingToSend {
        /** The first of them that makes it more than 256 KiB. */
        static final int OLD = 6;

        static final int LAST_OF_OLD = OLD;
        static final int FRESH = 0x7F;
        private static final int BYTES = 50_000;

        int given;
        boolean hasFresh;

        @Override
        public @Nullable Parcel fresh() {
            boolean isThere = hasFresh;
            hasFresh = false;
            return isThere ? new Parcel(EventKind.WIFI, new byte[] {FRESH}, new long[] {9}, -1, true) : null;
        }

        @Override
        public List<Parcel> next() {
            byte[] payload = new byte[BYTES];
            Arrays.fill(payload, (byte) 0x20);
            payload[BYTES - 1] = (byte) ++given;
            return List.of(new Parcel(EventKind.WIFI, payload, new long[] {given}, given, false));
        }
    }
}
