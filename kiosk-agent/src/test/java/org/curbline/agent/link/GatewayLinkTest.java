package org.curbline.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link to a gateway that says byte by byte what the test wants. */
class GatewayLinkTest {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int SUBSCRIBE = 0x82;
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

    /** The trouble after a CONNACK, and perhaps what comes once the kiosk wants to be told things. */
    private static String afterOneAttempt(String connack, Predicate<Duration> isRight) throws Exception {
        WaitsAreTold agent = new WaitsAreTold();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GatewayLink link = new GatewayLink(
                    account(gateway), new NothingToSend(), message -> true, agent, new SplittableRandom(3));
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

    private static final class NothingToSend implements Outgoing {
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
    private static final class MuchToSend implements Outgoing {
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
            return isThere ? new Parcel(EventKind.WIFI, new byte[] {FRESH}, new long[] {9}, -1, 0, true) : null;
        }

        @Override
        public List<Parcel> next() {
            byte[] payload = new byte[BYTES];
            Arrays.fill(payload, (byte) 0x20);
            payload[BYTES - 1] = (byte) ++given;
            return List.of(new Parcel(EventKind.WIFI, payload, new long[] {given}, given, 1, false));
        }

        @Override
        public void done(Parcel parcel) {}

        @Override
        public void connected(@Nullable Instant gatewayTime) {}

        @Override
        public void again() {}
    }
}
