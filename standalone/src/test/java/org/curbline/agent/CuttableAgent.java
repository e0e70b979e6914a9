package org.curbline.agent;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.curbline.agent.spool.TornSpool;
import org.curbline.agent.time.LinuxClock;
import org.curbline.program.settings.SettingsLoader;

/** The agent on a card that keeps only some of what was not made safe, when the process is killed. */
public final class CuttableAgent {
    private CuttableAgent() {}

    /** As {@code run} of the agent's own program, with settings by {@code --set} alone. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> set = new HashMap<>();
        List<String> all = List.of(arguments);
        for (int i = 0; i < all.size() - 1; i++) {
            if (all.get(i).equals("--set")) {
                String[] pair = all.get(i + 1).split("=", 2);
                set.put(pair[0], pair[1]);
            }
        }
        AgentSettings settings = new SettingsLoader(Map.of(), Path.of("/nowhere"))
                .load(null, set, AgentSettings.class)
                .get(AgentSettings.class);
        LinuxClock clock = LinuxClock.open();
        Agent.start(settings, TornSpool.open(settings.spool().folder(), clock.boot()), clock, new SecureRandom());
        new CountDownLatch(1).await();
    }
}
