package org.curbline.agent.link;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.curbline.agent.spool.SpooledEvent;
import org.jspecify.annotations.Nullable;

/** What there is to be sent. On the agent's thread. */
public interface Outgoing {
    /** The next events, all of one kind; empty if there is nothing to send now. */
    List<SpooledEvent> next() throws IOException;

    /** Every event up to a number is settled: stored, or kept by the gateway as what cannot be. */
    void done(long upTo, int events) throws IOException;

    /**
     * There is a connection.
     *
     * @param gatewayTime what time it is there; null if the gateway does not say
     */
    void connected(@Nullable Instant gatewayTime);

    /** The connection was lost: what is not done is to be given out again. */
    void again();
}
