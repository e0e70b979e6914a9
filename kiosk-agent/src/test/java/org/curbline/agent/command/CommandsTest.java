package org.curbline.agent.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.curbline.agent.command.Task.Outcome;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.time.ClockToSet;
import org.curbline.agent.time.KioskTime;
import org.curbline.agent.time.Trust;
import org.curbline.protocol.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of commands when the agent ends. */
@Timeout(60)
class CommandsTest {
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");

    private final ExecutorService agent = Executors.newSingleThreadExecutor();
    private final FakeCard card = new FakeCard();
    private KioskTime time = new KioskTime(new ClockToSet(NOON), Trust.ALWAYS, OptionalLong.empty());
    private final Path file;

    CommandsTest(@TempDir Path folder) {
        file = folder.resolve("commands.json");
        time.look();
    }

    @AfterEach
    void endTheThread() {
        agent.shutdownNow();
    }

    @Test
    void commandThatComesWhileTheAgentEndsIsCarriedOutByTheNext() throws Exception {
        Commands ending = commands(command -> Outcome.failed("it-has-ended"));
        ending.close();
        tell(ending, "aaaa");
        assertEquals(List.of(), card.taken());
        Commands unused = goOn();
        assertEquals(1, card.awaitTaken(1));
        assertReply("aaaa", "done\"", 0);
    }

    @Test
    void commandThatWaitsForAnotherWhenTheAgentEndsIsCarriedOutByTheNext() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Commands ending = commands(command -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.DONE;
        });
        tell(ending, "aaaa");
        tell(ending, "bbbb");
        begun.await();
        ending.close();
        Commands unused = goOn();
        assertEquals(2, card.awaitTaken(2));
        assertReply("aaaa", "failed\",\"reason\":\"interrupted\"", 0);
        assertReply("bbbb", "done\"", 1);
    }

    @Test
    void commandsAreCarriedOutOneAfterTheOther() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Commands commands = commands(command -> {
            goOn.await();
            return Outcome.DONE;
        });
        List<String> ids = List.of("aaaa", "bbbb", "cccc");
        for (String id : ids) {
            tell(commands, id);
        }
        goOn.countDown();
        assertEquals(3, card.awaitTaken(3));
        for (int i = 0; i < ids.size(); i++) {
            assertReply(ids.get(i), "done\"", i);
        }
        commands.close();
    }

    @Test
    void commandThatWaitsWhenTheTimeIsNotKnownIsCarriedOutOnceItIsUnlessItHasExpired() throws Exception {
        Commands ending = commands(command -> Outcome.failed("it-has-ended"));
        ending.close();
        tell(ending, "aaaa", Duration.ofMinutes(5));
        tell(ending, "bbbb", Duration.ofMinutes(20));
        ClockToSet computer = new ClockToSet(Instant.EPOCH);
        time = new KioskTime(computer, Trust.SYNCHRONISED, OptionalLong.empty());
        Commands next = goOn();
        assertEquals(List.of(), card.taken(), "nobody knows whether they have expired");
        time.gatewaySays(NOON.plus(Duration.ofMinutes(10)));
        agent.submit(next::timeIsKnown).get();
        assertEquals(2, card.awaitTaken(2));
        assertReply("aaaa", "failed\",\"reason\":\"too-late\"", 0);
        assertReply("bbbb", "done\"", 1);
    }

    @Test
    void onlySoManyCommandsWaitForTheTime() throws Exception {
        time = new KioskTime(new ClockToSet(Instant.EPOCH), Trust.SYNCHRONISED, OptionalLong.empty());
        Commands commands = commands(command -> Outcome.DONE);
        for (int i = 0; i < 33; i++) {
            tell(commands, "a".repeat(1 + i / 26) + (char) ('a' + i % 26));
        }
        assertEquals(1, card.awaitTaken(1));
        assertReply("aa", "failed\",\"reason\":\"time-unknown\"", 0);
        commands.close();
    }

    private Commands commands(Task identify) {
        return new Commands(CommandBook.open(file), Map.of(Command.IDENTIFY, identify), time, agent, card);
    }

    /** An agent that is started after the one before has ended. */
    private Commands goOn() throws Exception {
        agent.submit(() -> {}).get();
        Commands next = commands(command -> Outcome.DONE);
        agent.submit(next::goOn).get();
        return next;
    }

    private void tell(Commands commands, String id) throws Exception {
        tell(commands, id, Duration.ofMinutes(5));
    }

    private void tell(Commands commands, String id, Duration life) throws Exception {
        Command command = new Command(id, Command.IDENTIFY, NOON.plus(life), Map.of());
        assertTrue(agent.submit(() -> commands.take(command.encode())).get(), "it may be acknowledged");
    }

    private void assertReply(String command, String result, int place) {
        String reply = card.taken().get(place);
        assertTrue(reply.contains("\"command\":\"" + command + "\",\"result\":\"" + result), reply);
    }
}
