package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.curbline.agent.checkup.Checkup;
import org.curbline.agent.status.AgentStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent whose card is mounted read-only when it starts: a file system of its own, so only where one can be mounted.
 */
class AgentReadOnlyCardTest {
    private final AgentStand stand;
    private final Path card;

    AgentReadOnlyCardTest(@TempDir Path folder) throws IOException {
        stand = new AgentStand(folder);
        card = Files.createDirectory(folder.resolve("card"));
        stand.set("spool.folder", card.resolve("spool"));
    }

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "none", card.toString()), "nothing can be mounted");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", card.toString());
    }

    @Test
    void whatIsSafeGoesOutNothingIsTakenAndItGoesOnWhenTheCardCanBeWritten() throws Exception {
        stand.computer.synchronise(AgentStand.NOON);
        try (Agent before = stand.start()) {
            AgentStand.await("the time is known", () -> stand.status().isTimeKnown());
            assertEquals("{\"taken\":0}", stand.say(""), before::run);
            assertEquals("{\"taken\":1}", stand.say(""), before::run);
        }
        remount("ro");
        try (ScriptedGateway gateway = stand.gateway(null);
                Agent agent = stand.start()) {
            assertTrue(gateway.next().contains("\"seq\":0,"), agent::run);
            assertTrue(gateway.next().contains("\"seq\":1,"), agent::run);
            AgentStand.await("they are acknowledged", () -> stand.status().waiting() == 0);
            assertTakesNothing();
            remount("rw");
            assertTakes(2);
            assertTrue(gateway.next().contains("\"seq\":2,"), "and nothing between");
        }
    }

    @Test
    void newCardThatIsReadOnlyIsNoReasonNotToRun() throws Exception {
        remount("ro");
        try (Agent agent = stand.start()) {
            assertTakesNothing();
            assertTrue(
                    Checkup.card(card, 1).toString().matches("(?s)BAD   card: .*Read-only.*remount,rw.*"), agent::run);
            remount("rw");
            assertTakes(0);
        }
    }

    private void assertTakesNothing() throws Exception {
        AgentStand.await("it says so", () -> stand.status().cardTrouble().contains("Read-only"));
        AgentStatus status = stand.status();
        assertTrue(!status.isWell() && status.text(AgentStand.NOON).contains("the card CANNOT be written"));
        String answer = stand.say("");
        assertTrue(answer.matches("\\{\"refused\":\"The card does not take it: .*Read-only.*"), answer);
    }

    private void assertTakes(long number) throws Exception {
        AgentStand.await(
                "the card can be written", () -> stand.status().cardTrouble().isEmpty());
        assertEquals("{\"taken\":" + number + "}", stand.say(""));
    }

    private void remount(String how) throws Exception {
        assertTrue(run("mount", "-o", "remount," + how, card.toString()), "it is mounted " + how);
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
