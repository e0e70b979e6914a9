package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.source.PageTaker.Page;
import org.curbline.agent.source.Taker;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.time.ClockToSet;
import org.curbline.agent.time.KioskTime;
import org.curbline.agent.time.Trust;
import org.curbline.protocol.EventKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
    private static final int MOST = 100;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final ClockToSet computer = new ClockToSet(AgentStand.NOON);
    private Spool spool;
    private Intake intake;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        spool = Spool.open(folder, 1 << 20, new SplittableRandom(1), computer.boot());
        intake = new Intake(thread, spool, new KioskTime(computer, Trust.ALWAYS, spool.offset()), MOST);
    }

    @AfterEach
    void close() throws Exception {
        thread.shutdown(); // not now: whoever is interrupted while writing closes the file
        assertTrue(thread.awaitTermination(60, TimeUnit.SECONDS));
        spool.close();
    }

    @Test
    void sourceThatFloodsLeavesRoomForTheOthers() throws Exception {
        Intake.Part flood = intake.part(() -> 0);
        Intake.Part other = intake.part(() -> 0);
        Intake.Part third = intake.part(() -> 0);
        assertEquals(50, taken(flood, MOST));
        assertEquals(25, taken(other, MOST));
        assertEquals(13, taken(third, MOST));
        assertEquals(0, taken(flood, 1));
        thread.submit(intake::safe).get();
        assertEquals(50, taken(other, MOST), "what is safe takes no room");
    }

    @Test
    void placeThatWasReadUpToIsTakenThoughThereIsNoRoom() throws Exception {
        Intake.Part flood = intake.part(() -> 0);
        assertEquals(50, taken(flood, MOST));
        assertEquals(25, taken(intake.part(() -> 0), MOST));
        Answers answers = new Answers();
        flood.take(new Page("calls", List.of(), "7"), answers);
        thread.submit(intake::safe).get();
        assertEquals(List.of(), answers.refused);
        assertEquals("7", flood.bookmark("calls").orElseThrow());
    }

    @Test
    void whatCannotBeMadeIntoAnEventIsRefusedAndTakesNoRoom() throws Exception {
        Intake.Part source = intake.part(() -> 0);
        Answers answers = new Answers();
        for (int i = 0; i < MOST; i++) {
            source.take(
                    EventKind.TABLET,
                    seq -> {
                        throw new IllegalStateException("of the test");
                    },
                    answers);
            thread.submit(() -> {}).get();
        }
        assertEquals(Collections.nCopies(MOST, "It cannot be made into an event: of the test"), answers.refused);
        assertEquals(50, taken(source, MOST));
    }

    /** How many of so many events find room. */
    private static int taken(Intake.Part part, int events) {
        Answers answers = new Answers();
        for (int i = 0; i < events; i++) {
            part.take(EventKind.TABLET, seq -> ("{\"seq\":" + seq + "}").getBytes(StandardCharsets.US_ASCII), answers);
        }
        return events - answers.refused.size();
    }

    /** Whoever has no room is told at once. */
    private static final class Answers implements Taker.Answer {
        private final List<String> refused = new ArrayList<>();

        @Override
        public void taken(long seq) {
            // later
        }

        @Override
        public void refused(String why) {
            refused.add(why);
        }
    }
}
