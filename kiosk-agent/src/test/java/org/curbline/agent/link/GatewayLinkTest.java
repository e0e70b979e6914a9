package org.curbline.agent.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.curbline.agent.spool.SpooledEvent;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link to a gateway that says byte by byte what the test wants. */
class GatewayLinkTest {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration LATE = Duration.ofMinutes(5);

    @ParameterizedTest
    @ValueSource(strings = {"2003008600", "2003008700", "2003008a00"})
    void kioskThatIsRevokedKnocksSeldomAndSaysSo(String refusal) throws Exception {
        String trouble = afterOneAttempt(refusal, wait -> wait.compareTo(LATE) >= 0);
        assertTrue(trouble.contains("refuses this kiosk") && trouble.contains("curbline-agent enroll"), trouble);
    }

    @Test
    void gatewayThatIsBusyIsAskedAgainSoon() throws Exception {
        String trouble = afterOneAttempt("2003008900", wait -> wait.compareTo(SOON) <= 0);
        assertTrue(!trouble.contains("refuses this kiosk"), trouble);
    }

    /** The trouble after a CONNACK. */
    private static String afterOneAttempt(String connack, Predicate<Duration> isRight) throws Exception {
        WaitsAreTold agent = new WaitsAreTold();
        try (ServerSocket gateway = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GatewayAccount account = new GatewayAccount(
                    KioskId.of("mn-05-000001"),
                    URI.create("tcp://127.0.0.1:" + gateway.getLocalPort()),
                    null,
                    new byte[] {1},
                    null);
            GatewayLink link = new GatewayLink(account, new NothingToSend(), agent, new SplittableRandom(3));
            agent.execute(link::open);
            try (Socket kiosk = gateway.accept()) {
                assertTrue(kiosk.getInputStream().read() == 0x10, "CONNECT");
                kiosk.getOutputStream().write(HexFormat.of().parseHex(connack));
                Duration wait = agent.waits.poll(20, TimeUnit.SECONDS);
                assertTrue(wait != null && isRight.test(wait), "waits " + wait);
            }
            return agent.submit(() -> {
                        String trouble = link.trouble();
                        link.close();
                        return trouble;
                    })
                    .get(20, TimeUnit.SECONDS);
        } finally {
            agent.shutdownNow();
        }
    }

    /** An agent's thread that tells how long it is asked to wait. */
    private static final class WaitsAreTold extends ScheduledThreadPoolExecutor {
        final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();

        WaitsAreTold() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long time, TimeUnit unit) {
            if (time > 0) { // execute and submit come here, too
                waits.add(Duration.ofNanos(unit.toNanos(time)));
            }
            return super.schedule(work, time, unit);
        }
    }

    private static final class NothingToSend implements Outgoing {
        @Override
        public List<SpooledEvent> next() throws IOException {
            return List.of();
        }

        @Override
        public void done(long upTo, int events) {}

        @Override
        public void connected(@Nullable Instant gatewayTime) {}

        @Override
        public void again() {}
    }
}
