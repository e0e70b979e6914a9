package org.curbline.agent.command;

import org.curbline.protocol.Command;
import org.curbline.protocol.CommandReply.Result;

/** How a command is carried out. On the commands' own thread, one after the other; may block. */
public interface Task {
    /** Does it. Whoever interrupts it wants the agent to end. */
    Outcome carryOut(Command command) throws InterruptedException;

    /**
     * What became of it.
     *
     * @param reason a code of a-z, 0-9 and hyphens; empty when there is nothing to say
     */
    record Outcome(Result result, String reason) {
        public static final Outcome DONE = new Outcome(Result.DONE, "");

        public static Outcome failed(String reason) {
            return new Outcome(Result.FAILED, reason);
        }
    }
}
