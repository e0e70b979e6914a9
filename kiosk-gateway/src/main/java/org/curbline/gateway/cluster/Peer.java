package org.curbline.gateway.cluster;

import java.time.Instant;

/** Another gateway that lives. Written on the context of {@link Peers}, read on any thread. */
final class Peer implements Teller {
    final String id;
    final String address;
    final Outbox outbox;
    private volatile Instant heard;
    private volatile Instant seen;
    private volatile boolean hasToldAll;
    private long expected;

    /** @param now it counts as heard from when it is first known of */
    Peer(String id, String address, Outbox outbox, Instant now) {
        this.id = id;
        this.address = address;
        this.outbox = outbox;
        this.heard = now;
        this.seen = now;
    }

    @Override
    public Instant heard() {
        return heard;
    }

    /** When it last said that it lives, by the database's clock. */
    Instant seen() {
        return seen;
    }

    void seen(Instant moment) {
        seen = moment;
    }

    /** Whether the whole has come and everything after it. */
    boolean hasToldAll() {
        return hasToldAll;
    }

    /** Whether a message is the next; otherwise it has to begin anew. */
    boolean isNext(Dispatch dispatch) {
        if (dispatch.number() != 1 && dispatch.number() != expected) {
            expected = 0;
            hasToldAll = false;
            return false;
        }
        expected = dispatch.number() + 1;
        hasToldAll &= dispatch.number() > 1;
        return true;
    }

    void heard(Dispatch dispatch, Instant now) {
        heard = now;
        hasToldAll |= !dispatch.whole();
    }
}
