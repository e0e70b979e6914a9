package org.curbline.agent.source.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.calls.ManagerSource.Told;
import org.curbline.agent.source.calls.ManagerSource.Waits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagerSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DialPlan PLAN = DialPlan.of(List.of("311=311", "1800*=helpline", "*=local"));

    private final FakeCard card = new FakeCard();
    private ScriptedAsterisk asterisk;
    private ManagerSource source;

    @BeforeEach
    void begin() throws Exception {
        asterisk = ScriptedAsterisk.open();
        source = source(ScriptedAsterisk.SECRET, Optional.of("kiosk"), Duration.ofSeconds(30));
        await("it is heard", () -> source.trouble().isEmpty());
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        asterisk.close();
    }

    @Test
    void callIsAnEventWithoutTheNumber() throws Exception {
        asterisk.call("18005550100", "kiosk", "ANSWERED");
        assertEquals(1, card.awaitTaken(1));
        assertEquals(
                "CALL {\"seq\":0,\"at\":\"2026-11-23T16:04:15.000Z\",\"run\":\"r1\",\"kind\":\"helpline\",\"durationSeconds\":245,"
                        + "\"outcome\":\"completed\"}",
                card.taken().get(0));
        asterisk.call("311", "maintenance", "ANSWERED");
        asterisk.call("311", "kiosk", "BUSY");
        assertEquals(2, card.awaitTaken(2));
        assertTrue(card.taken().get(1).contains("\"kind\":\"311\",\"durationSeconds\":0,\"outcome\":\"unanswered\""));
    }

    @Test
    void connectionThatIsLostIsMadeAnewAndNothingToldTwice() throws Exception {
        asterisk.call("311", "kiosk", "ANSWERED");
        assertEquals(1, card.awaitTaken(1));
        asterisk.hangUp();
        await(
                "it is heard again",
                () -> asterisk.logIns() == 2 && source.trouble().isEmpty());
        asterisk.call("311", "kiosk", "ANSWERED");
        assertEquals(2, card.awaitTaken(2));
    }

    @Test
    void asteriskThatFallsSilentIsConnectedToAnew() throws Exception {
        source.close();
        source = source(ScriptedAsterisk.SECRET, Optional.empty(), Duration.ofMillis(100));
        await("it is heard", () -> asterisk.logIns() >= 2 && source.trouble().isEmpty());
        asterisk.mute(true);
        await(
                "that is said",
                () -> source.trouble().contains("does not answer")
                        || source.trouble().contains("timed out"));
    }

    @Test
    void whoDoesNotKnowTheSecretIsToldSo() throws Exception {
        source.close();
        source = source("other", Optional.empty(), Duration.ofSeconds(30));
        await("that is said", () -> source.trouble().contains("user and secret"));
    }

    @Test
    void garbageAndFloodsAreSurvived() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            asterisk.say("Event: VarSet|Channel: PJSIP/12125550123|Variable: X|Value: " + i);
        }
        asterisk.say("\0\1: :: \n|Event|:|Event: Cdr|Disposition: ANSWERED|BillableSeconds: -|EndTime: 12125550123");
        asterisk.say("Event: Cdr");
        await("what is no call is counted", () -> source.toString().contains(" 2 not understood"));
        asterisk.call("311", "kiosk", "ANSWERED");
        assertEquals(1, card.awaitTaken(1));
        try {
            asterisk.raw("x".repeat(100_000));
        } catch (IOException gone) {
            // it had read enough
        }
        await("a line without end ends the connection", () -> asterisk.logIns() > 1);
        await("and there is another", () -> source.trouble().isEmpty());
        asterisk.call("311", "kiosk", "ANSWERED");
        assertEquals(2, card.awaitTaken(2));
    }

    @Test
    void whatTheCardDoesNotTakeIsToldWithTheNextCall() throws Exception {
        card.full(true);
        asterisk.call("311", "kiosk", "ANSWERED");
        await("it waits", () -> source.toString().contains("1 wait for the card"));
        card.full(false);
        asterisk.call("311", "kiosk", "ANSWERED");
        assertEquals(2, card.awaitTaken(2));
    }

    private ManagerSource source(String secret, Optional<String> context, Duration silence) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), asterisk.port());
        return ManagerSource.begin(
                new Told(address, ScriptedAsterisk.USER, secret, PLAN, context, List.of(ZoneId.of("America/New_York"))),
                new Waits(Duration.ofMillis(20), Duration.ofMillis(100), silence),
                card);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("It does not come about that " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
