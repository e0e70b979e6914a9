package org.curbline.agent.check;

import java.time.Duration;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;

/** Finds out whether a service can be used. On a thread of its own; blocks for seconds at most. */
public interface ServiceCheck {
    Service service();

    Verdict look();

    /**
     * What was found.
     *
     * @param reason a code of a-z, 0-9 and hyphens; empty if there is nothing to say
     * @param age how long ago what it rests on was so
     */
    record Verdict(State state, String reason, Duration age) {
        static final Verdict UP = new Verdict(State.UP, "", Duration.ZERO);

        static Verdict degraded(String reason) {
            return new Verdict(State.DEGRADED, reason, Duration.ZERO);
        }

        static Verdict down(String reason) {
            return new Verdict(State.DOWN, reason, Duration.ZERO);
        }
    }
}
