package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.time.ClockToSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent on a computer without a clock battery: what arrives at the gateway, and with which time. */
class AgentTimeIT {
    private static final Instant EPOCH = Instant.parse("1970-01-01T00:00:12Z");

    private final AgentStand stand;
    private final ClockToSet computer;

    AgentTimeIT(@TempDir Path folder) {
        stand = new AgentStand(folder);
        computer = stand.computer;
        computer.set(EPOCH);
    }

    @Test
    void eventsOf1970GetTheirTimeFromTheGateway() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            assertEquals("{\"taken\":0}", stand.say(""), agent::run);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T12:00:00.000Z\""));
            computer.passes(Duration.ofSeconds(90));
            stand.say("");
            assertTrue(gateway.next().contains("\"seq\":1,\"at\":\"2027-03-01T12:01:30.000Z\""));
        }
    }

    @Test
    void eventsWaitUntilTheClockIsKeptRightAndThenHaveTheTimeWhenTheyWere() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(null);
                Agent agent = stand.start()) {
            assertEquals("{\"taken\":0}", stand.say(""), agent::run);
            computer.passes(Duration.ofMinutes(10));
            assertEquals(
                    "{\"taken\":1}", stand.say(",\"at\":\"1970-01-01T00:10:02Z\""), "by the computer's clock 10 s ago");
            AgentStatus status = stand.status();
            assertTrue(!status.isTimeKnown() && !status.isWell() && status.waiting() == 2, status::time);
            assertTrue(gateway.isQuiet());
            computer.passes(Duration.ofMinutes(20));
            computer.synchronise(AgentStand.NOON);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T11:30:00.000Z\""));
            assertTrue(gateway.next().contains("\"seq\":1,\"at\":\"2027-03-01T11:39:50.000Z\""));
            assertTrue(stand.status().isTimeKnown(), () -> agent.run());
        }
    }

    @Test
    void whatWasTakenBeforeTheTimeWasKnownSurvivesTheAgentsEndAndTheComputersOnceItIs() throws Exception {
        try (Agent first = stand.start()) {
            assertEquals("{\"taken\":0}", stand.say(""), first::run);
        }
        computer.passes(Duration.ofMinutes(5));
        try (Agent second = stand.start()) {
            assertEquals("{\"taken\":1}", stand.say(""), second::run);
            computer.passes(Duration.ofMinutes(5));
            computer.synchronise(AgentStand.NOON);
            awaitTimeKnown();
        }
        computer.startAnew(EPOCH);
        try (ScriptedGateway gateway = stand.gateway("2027-03-01T13:00:00.000Z");
                Agent third = stand.start()) {
            assertEquals("{\"taken\":2}", stand.say(""), third::run);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T11:50:00.000Z\""));
            assertTrue(gateway.next().contains("\"seq\":1,\"at\":\"2027-03-01T11:55:00.000Z\""));
            assertTrue(gateway.next().contains("\"seq\":2,\"at\":\"2027-03-01T13:00:00.000Z\""));
        }
    }

    @Test
    void whatCannotBeDatedIsCountedAndNeverSent() throws Exception {
        try (Agent first = stand.start()) {
            stand.say("");
            assertEquals("{\"taken\":1}", stand.say(""), first::run);
        }
        computer.startAnew(EPOCH);
        try (ScriptedGateway gateway = stand.gateway("2027-03-01T13:00:00.000Z");
                Agent second = stand.start()) {
            assertEquals("{\"taken\":2}", stand.say(""), second::run);
            assertTrue(gateway.next().contains("\"seq\":2,\"at\":\"2027-03-01T13:00:00.000Z\""));
            AgentStatus status = stand.status();
            assertEquals(2, status.undatable());
            assertTrue(
                    status.text(AgentStand.NOON).contains("2 events cannot be dated and are given up"),
                    status.text(AgentStand.NOON));
        }
    }

    @Test
    void clockThatStepsBackAnHourMovesNoEvent() throws Exception {
        computer.synchronise(AgentStand.NOON);
        try (ScriptedGateway gateway = stand.gateway(null);
                Agent agent = stand.start()) {
            awaitTimeKnown();
            computer.set(AgentStand.NOON.minus(Duration.ofHours(1)));
            computer.passes(Duration.ofSeconds(1));
            assertEquals("{\"taken\":0}", stand.say(""), agent::run);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T12:00:01.000Z\""));
        }
    }

    private void awaitTimeKnown() throws Exception {
        AgentStand.await("the time is known", () -> stand.status().isTimeKnown());
    }
}
