package org.curbline.simulator.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.curbline.protocol.KioskId;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets; how late and how slow is tested from below only. */
@Timeout(120)
class LinksTest {
    private static final Duration NONE = Duration.ZERO;
    private static final long FAST = 100_000_000;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeVertx() {
        vertx.close().await();
    }

    @Test
    void everythingArrivesInOrderAndAsItWasHoweverMuchIsLost() {
        byte[] sent = new byte[1_000_000];
        new Random(1).nextBytes(sent);
        NetSocket there = open(
                new LinkClass("t", Duration.ofMillis(5), Duration.ofMillis(20), 0.05, FAST, NONE), LinksTest::echo);
        Buffer back = Buffer.buffer();
        Promise<Void> all = Promise.promise();
        there.handler(bytes -> {
            back.appendBuffer(bytes);
            if (back.length() == sent.length) {
                all.complete();
            }
        });
        there.write(Buffer.buffer(sent));
        all.future().await();
        assertEquals(Buffer.buffer(sent), back);
    }

    @Test
    void latencyIsPaidEachWay() {
        long began = System.nanoTime();
        echoed(new LinkClass("t", Duration.ofMillis(150), NONE, 0, FAST, NONE), 10);
        assertTrue(passed(began) >= 298, () -> "after " + passed(began) + " ms");
    }

    @Test
    void aNarrowLinkTakesItsTime() {
        long began = System.nanoTime();
        echoed(new LinkClass("t", NONE, NONE, 0, 20_000, NONE), 10_000);
        assertTrue(passed(began) >= 498, () -> "after " + passed(began) + " ms");
    }

    @Test
    void whatIsNotReadIsNotTaken() throws Exception {
        AtomicLong taken = new AtomicLong();
        NetSocket there = open(new LinkClass("t", NONE, NONE, 0, FAST, NONE), NetSocket::pause);
        Buffer piece = Buffer.buffer(new byte[64 * 1024]);
        Promise<Void> full = Promise.promise();
        push(there, piece, taken, full);
        full.future().await(60, TimeUnit.SECONDS);
        long most = 64L * 1024 * 1024; // sockets of the system hold some themselves
        assertTrue(taken.get() < most, () -> taken + " bytes were taken, and nobody read");
    }

    @Test
    void aLinkThatIsCutEndsBothSides() {
        Promise<Void> far = Promise.promise();
        NetSocket there = open(
                new LinkClass("t", NONE, NONE, 0, FAST, Duration.ofMillis(50)),
                socket -> socket.closeHandler(gone -> far.complete()));
        Promise<Void> near = Promise.promise();
        there.closeHandler(gone -> near.tryComplete());
        far.future().await();
        there.write("is anybody there?").onFailure(gone -> near.tryComplete());
        near.future().await();
    }

    @Test
    void aGoodbyeArrivesAfterWhatWasSaidBefore() {
        Promise<Buffer> said = Promise.promise();
        NetSocket there = open(new LinkClass("t", Duration.ofMillis(100), NONE, 0, FAST, NONE), socket -> {
            Buffer heard = Buffer.buffer();
            socket.handler(heard::appendBuffer);
            socket.closeHandler(gone -> said.complete(heard));
        });
        there.write("the last word");
        there.close();
        assertEquals("the last word", said.future().await().toString());
    }

    @Test
    void aGatewayThatIsAwayIsAwayBehindALinkToo() {
        Promise<Void> closed = Promise.promise();
        connecting(LinkClass.FIBRE, FreePort.find(), there -> there.closeHandler(ended -> closed.complete()))
                .await();
        closed.future().await();
    }

    @Test
    void kiosksHaveTheirLinksBySeedAndInTheirShares() {
        NetworkPlan plan = new NetworkPlan(
                List.of(new NetworkPlan.Share(LinkClass.LTE, 0.5), new NetworkPlan.Share(LinkClass.POOR_LTE, 0.25)));
        int[] counts = new int[3];
        for (int i = 0; i < 2_000; i++) {
            LinkClass link = plan.of(KioskId.of(String.format("mn-05-%06d", i)), 7);
            counts[link == null ? 2 : link.equals(LinkClass.LTE) ? 0 : 1]++;
            assertEquals(link, plan.of(KioskId.of(String.format("mn-05-%06d", i)), 7));
        }
        assertEquals(1_000, counts[0], 100);
        assertEquals(500, counts[1], 75);
        assertNull(NetworkPlan.DIRECT.of(KioskId.of("mn-05-000001"), 7));
    }

    /** Writes as long as anything is taken; full is completed when nothing has been for a while. */
    private void push(NetSocket to, Buffer piece, AtomicLong taken, Promise<Void> full) {
        while (!to.writeQueueFull()) {
            taken.addAndGet(piece.length());
            to.write(piece);
        }
        long timer = vertx.setTimer(300, over -> full.tryComplete());
        to.drainHandler(drained -> {
            vertx.cancelTimer(timer);
            push(to, piece, taken, full);
        });
    }

    private void echoed(LinkClass link, int bytes) {
        NetSocket there = open(link, LinksTest::echo);
        AtomicLong back = new AtomicLong();
        Promise<Void> all = Promise.promise();
        there.handler(piece -> {
            if (back.addAndGet(piece.length()) == bytes) {
                all.complete();
            }
        });
        there.write(Buffer.buffer(new byte[bytes]));
        all.future().await();
    }

    private static void resetsAreFine(NetSocket socket) {
        socket.exceptionHandler(reset -> {});
    }

    private static void echo(NetSocket socket) {
        socket.handler(socket::write);
    }

    private static long passed(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private NetSocket open(LinkClass link, Consumer<NetSocket> far) {
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> {
                    resetsAreFine(socket);
                    far.accept(socket);
                })
                .listen(0, "127.0.0.1")
                .await();
        return connecting(link, server.actualPort(), there -> {}).await();
    }

    /** @param begins before anything can happen to the connection */
    private Future<NetSocket> connecting(LinkClass link, int target, Consumer<NetSocket> begins) {
        NetworkPlan plan = new NetworkPlan(List.of(new NetworkPlan.Share(link, 1)));
        Links links = Links.start(vertx, plan, "127.0.0.1", target, 3, Clock.systemUTC())
                .await();
        NetClient client = vertx.createNetClient();
        Promise<NetSocket> connected = Promise.promise();
        vertx.runOnContext(now -> client.connect(links.port(link), "127.0.0.1")
                .onSuccess(there -> {
                    resetsAreFine(there);
                    begins.accept(there);
                })
                .onComplete(connected));
        return connected.future();
    }
}
