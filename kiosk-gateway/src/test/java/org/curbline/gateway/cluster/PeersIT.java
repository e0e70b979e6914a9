package org.curbline.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.curbline.gateway.cluster.KioskNews.ServiceNews;
import org.curbline.gateway.cluster.Peers.Self;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gateways over one roll, on a wire that can be cut. */
class PeersIT {
    private static final int FLEET = 1_000;
    private static final int TEN_TIMES_NEW_YORK = 22_370;

    private final Vertx vertx = Vertx.vertx();
    private final KioskRegistry registry = RegistryInMemory.open(InstantSource.system());
    private final WireInMemory wire = new WireInMemory();
    private final Gateway a = new Gateway("a");
    private final Gateway b = new Gateway("b");
    /** So long that nobody is taken for dead whom a slow machine holds up. */
    private volatile Duration lostAfter = Duration.ofSeconds(10);

    @AfterEach
    void close() {
        vertx.close().await();
        registry.close();
    }

    @Test
    void tellsTheWholeAndThenWhatChanges() throws Exception {
        a.knows(FLEET, 1);
        a.join();
        b.join();
        await(() -> b.heard.size() == FLEET, "the whole has come");
        await(() -> a.keeps() && !b.keeps(), "one of both looks after those that are with nobody");
        a.on(() -> {
            a.known.put("k7", newsOf("k7", 2));
            a.peers().changed(KioskId.of("k7"));
            a.peers().tell(new CloudEvent("e1", "t", "k7", "", "{}"));
            return true;
        });
        await(() -> b.told.equals(List.of("e1")), "what happened has come");
        assertEquals(2, Objects.requireNonNull(b.heard.get("k7")).lastEventMillis());
        assertEquals(0, b.missed.get());
    }

    @Test
    void holdsNobodyUpWhileOneDoesNotListenAndTellsItTheWholeLater() throws Exception {
        a.knows(3, 1);
        a.join();
        b.join();
        await(() -> b.heard.size() == 3 && a.keeps(), "the whole has come");
        wire.cut("a");
        wire.cut("b");
        a.on(() -> {
            IntStream.range(0, 3 * Outbox.MOST_EVENTS)
                    .forEach(i -> a.peers().tell(new CloudEvent("e" + i, "t", "k1", "", "{}")));
            a.knows(FLEET, 2);
            return true;
        });
        await(() -> !a.keeps() && !b.keeps(), "neither knows what is with the other");
        wire.mend("a");
        wire.mend("b");
        await(() -> b.heard.size() == FLEET && b.missed.get() == 1, "the whole has come, and that events are missing");
        assertEquals(2, Objects.requireNonNull(b.heard.get("k1")).lastEventMillis());
        assertTrue(b.told.size() < Outbox.MOST_EVENTS, "as many as were on their way");
        await(a::keeps, "it goes on");
        assertEquals(List.of(), a.lost, "it lived all the time");
        assertEquals(List.of(), b.lost);
    }

    @Test
    void oneThatLeavesIsLostAndTheOtherTakesItsPlace() throws Exception {
        a.join();
        b.join();
        await(() -> a.keeps() && !b.keeps(), "a is the first");
        a.end();
        await(() -> b.lost.equals(List.of("a")), "it is gone");
        await(b::keeps, "b is the first now");
    }

    @Test
    void oneThatIsKilledIsLostWhenItIsSilentForSoLong() throws Exception {
        lostAfter = Duration.ofSeconds(5);
        a.join();
        b.join();
        await(() -> a.keeps() && !b.keeps(), "a is the first");
        a.freeze();
        await(() -> b.lost.equals(List.of("a")), "it is gone");
        await(b::keeps, "b is the first now");
        a.thaw();
        await(() -> !a.keeps() || !b.keeps(), "never both");
        await(() -> a.keeps() && !b.keeps(), "a is the first again, once it knows what it missed");
        assertFalse(a.decidedAsleep, "it decided nothing before it had heard what it missed");
    }

    @Test
    void ofThreeOneIsKilledAndOneLeavesAndTheLastLooksAfterAll() throws Exception {
        lostAfter = Duration.ofSeconds(5);
        Gateway c = new Gateway("c");
        c.knows(FLEET, 1);
        a.join();
        b.join();
        c.join();
        await(() -> a.heard.size() == FLEET && b.heard.size() == FLEET, "the whole of one has come to both others");
        await(() -> a.keeps() && !b.keeps() && !c.keeps(), "one of them looks after those that are with nobody");
        a.freeze();
        await(() -> b.lost.equals(List.of("a")) && c.lost.equals(List.of("a")), "both take it for dead");
        await(() -> b.keeps() && !c.keeps(), "the next one looks after them");
        c.on(() -> {
            c.known.put("k7", newsOf("k7", 2));
            c.peers().changed(KioskId.of("k7"));
            c.peers().tell(new CloudEvent("e1", "t", "k7", "", "{}"));
            return true;
        });
        await(() -> b.told.equals(List.of("e1")), "the dead one holds up nobody");
        b.end();
        await(() -> c.lost.equals(List.of("a", "b")), "it is gone, too");
        await(c::keeps, "the last one is left");
        assertEquals(List.of(), a.told, "who is frozen hears nothing");
        assertEquals(0, b.missed.get() + c.missed.get(), "nobody missed anything");
    }

    /** What it costs is printed and not judged; that no message grows with the fleet is. */
    @Test
    void theWholeOfALargeFleetIsToldInManySmallMessages() throws Exception {
        IntStream.range(0, TEN_TIMES_NEW_YORK).forEach(i -> {
            String kiosk = "mn-05-%06d".formatted(i);
            a.known.put(kiosk, wholeNewsOf(kiosk));
        });
        a.join();
        long begin = System.nanoTime();
        b.join();
        await(() -> b.heard.size() == TEN_TIMES_NEW_YORK, "the whole has come");
        System.out.printf(
                "PeersIT: %,d kiosks of 4 services are told in %,d ms, %,d bytes, %,d at most in one message%n",
                TEN_TIMES_NEW_YORK,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                wire.bytes(),
                wire.largest());
        assertTrue(wire.largest() < 256 * 1024, wire.largest() + " bytes in one message");
        assertEquals(1, wire.mostAtOnce(), "one after the other, so that little waits in memory");
        assertEquals(wholeNewsOf("mn-05-000007"), b.heard.get("mn-05-000007"));
    }

    @Test
    void sendsNothingMoreToOneThatHasNotAnsweredYet() throws Exception {
        a.knows(3, 1);
        a.join();
        b.join();
        await(() -> b.heard.size() == 3 && a.keeps(), "the whole has come");
        wire.slow(Duration.ofMillis(700)); // some rounds, and not so long that one is taken for dead
        List<String> events = List.of("e0", "e1", "e2");
        for (String event : events) {
            await(() -> wire.isUnderWay("b"), "a message is on its way");
            a.on(() -> {
                a.peers().tell(new CloudEvent(event, "t", "k1", "", "{}"));
                return true;
            });
        }
        await(() -> b.told.equals(events), "all have come");
        assertEquals(1, wire.mostAtOnce());
    }

    @Test
    void whatAnotherVersionTellsIsCountedAndLeftAside() throws Exception {
        a.join();
        Buffer foreign = DispatchCodec.encode(new Dispatch("z", 1, true, false, false, List.of(), List.of()));
        foreign.setByte(0, (byte) 99);
        Buffer answer = wire.ask("a", foreign, Duration.ofSeconds(30))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertEquals(Outbox.NOT_UNDERSTOOD, answer.getByte(0));
        assertEquals(1, a.peers().notUnderstood());
    }

    private static KioskNews newsOf(String kiosk, long lastEvent) {
        return new KioskNews(KioskId.of(kiosk), Link.NONE, false, lastEvent, List.of());
    }

    private static KioskNews wholeNewsOf(String kiosk) {
        Instant at = Instant.parse("2026-11-23T16:04:05.123Z");
        List<ServiceNews> services = Stream.of(Service.values())
                .map(service -> new ServiceNews(
                        service,
                        new Report(State.DEGRADED, "slow", at),
                        null,
                        at.toEpochMilli(),
                        ServiceState.DEGRADED,
                        StateReason.REPORTED_DEGRADED,
                        "slow",
                        at))
                .toList();
        Link link = new Link(true, at.toEpochMilli(), at, kiosk, "");
        return new KioskNews(KioskId.of(kiosk), link, true, at.toEpochMilli(), services);
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "Not in 60 s: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** A gateway that knows some kiosks. */
    private final class Gateway implements Fleet {
        final ConcurrentSkipListMap<String, KioskNews> known = new ConcurrentSkipListMap<>();
        final ConcurrentSkipListMap<String, KioskNews> heard = new ConcurrentSkipListMap<>();
        final List<String> told = Collections.synchronizedList(new ArrayList<>());
        final List<String> lost = new CopyOnWriteArrayList<>();
        final String id;
        private final Context context = vertx.getOrCreateContext();
        final AtomicInteger missed = new AtomicInteger();
        volatile boolean decidedAsleep;
        private volatile boolean frozen;
        private volatile @Nullable Peers peers;

        Gateway(String id) {
            this.id = id;
        }

        void knows(int kiosks, long lastEvent) {
            IntStream.range(0, kiosks).forEach(i -> known.put("k" + i, newsOf("k" + i, lastEvent)));
        }

        Peers peers() {
            return Objects.requireNonNull(peers);
        }

        boolean keeps() {
            return peers().keeps();
        }

        void join() throws Exception {
            on(() -> {
                Self self = new Self(id, id + ":1");
                Peers made = new Peers(vertx, self, registry.gateways(), wire, InstantSource.system(), lostAfter, this);
                peers = made;
                vertx.setPeriodic(20, tick -> {
                    if (!frozen) {
                        made.tick();
                        decidedAsleep |= made.keeps() && !made.isAwake();
                    }
                });
                return made.open();
            });
            await(() -> peers().settled().isComplete(), id + " has met the others");
        }

        /** As SIGSTOP does. */
        void freeze() {
            frozen = true;
            wire.cut(id);
        }

        void thaw() {
            wire.mend(id);
            frozen = false;
        }

        void end() throws Exception {
            on(() -> peers().leave());
        }

        void on(Callable<?> work) throws Exception {
            Promise<Object> done = Promise.promise();
            context.runOnContext(now -> {
                try {
                    done.complete(String.valueOf(work.call()));
                } catch (Exception e) {
                    done.fail(e);
                }
            });
            done.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }

        @Override
        public List<KioskId> after(String kiosk, int most) {
            return known.tailMap(kiosk, false).keySet().stream()
                    .limit(most)
                    .map(KioskId::of)
                    .toList();
        }

        @Override
        public KioskNews news(KioskId kiosk) {
            return Objects.requireNonNull(known.get(kiosk.value()));
        }

        @Override
        public void take(String gateway, KioskNews news) {
            heard.put(news.kiosk().value(), news);
        }

        @Override
        public void told(CloudEvent event) {
            told.add(event.id());
        }

        @Override
        public void missed() {
            missed.incrementAndGet();
        }

        @Override
        public void registryChanged() {}

        @Override
        public void rolesChanged() {}

        @Override
        public void lost(String gateway, Instant seen) {
            lost.add(gateway);
        }
    }
}
