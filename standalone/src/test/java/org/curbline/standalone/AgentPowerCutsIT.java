package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.CuttableAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * An agent's process that is killed while it takes and sends events, and with it what was not yet made safe, which is
 * gone then, or torn: {@code -Dcurbline.power-cuts=500} for as many.
 */
class AgentPowerCutsIT {
    private static final int CUTS = Integer.getInteger("curbline.power-cuts", 4);
    private static final int EVENTS = 40;
    /** Mostly it is killed before it has a connection. */
    private static final int SENT_EVERY = 16;

    @Test
    void whatItSaidItHadTakenIsStoredOnceWheneverThePowerIsCut(
            @TempDir(factory = TempDirFactory.Standard.class) Path folder) throws Exception {
        SplittableRandom random = new SplittableRandom(Integer.getInteger("curbline.seed", 5));
        try (LiveCity city = LiveCity.of(1, folder);
                AgentAtWork agent = AgentAtWork.begunBy(
                        CuttableAgent.class.getName(),
                        city,
                        folder,
                        random,
                        "kiosk=" + city.someKiosk(),
                        "gateway=" + city.mqtt(),
                        "spool.sync-every=30ms")) {
            agent.process().start();
            for (int cut = 0; cut < CUTS; cut++) {
                long before = stored(city);
                agent.write(1 + random.nextInt(2 * EVENTS), 0);
                while (cut % SENT_EVERY == 1 && stored(city) == before) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                agent.process().kill();
                agent.process().start();
            }
            agent.write(EVENTS, EVENTS);
            NavigableMap<Long, List<Integer>> stored = agent.assertEveryEventThatWasTakenIsStoredOnce();
            List<Integer> events =
                    stored.values().stream().flatMap(List::stream).toList();
            assertEquals(new HashSet<>(events).size(), events.size(), "no event is stored twice");
            System.out.printf(
                    "AgentPowerCutsIT: %d power cuts; of %d events stored, %d were answered as taken, and none of those is"
                            + " missing, under two numbers or stored twice%n",
                    CUTS, events.size(), agent.taken());
        }
    }

    private static long stored(LiveCity city) throws IOException, InterruptedException {
        return city.get("/api/v1/books").getLong("stored", 0L);
    }
}
