package org.curbline.agent.link;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to be sent. On the agent's thread. */
public interface Outgoing {
    /** What has just come, while older events still wait; null if there is nothing such. */
    @Nullable
    Parcel fresh();

    /** The next of all that waits, in order; empty if there is nothing to send now. */
    List<Parcel> next() throws IOException;

    /**
     * A parcel, and every one that was given out before, is settled: stored, or kept by the gateway as what cannot be.
     */
    void done(Parcel parcel) throws IOException;

    /**
     * There is a connection.
     *
     * @param gatewayTime what time it is there; null if the gateway does not say
     */
    void connected(@Nullable Instant gatewayTime);

    /** The connection was lost: what is not done is to be given out again. */
    void again();
}
