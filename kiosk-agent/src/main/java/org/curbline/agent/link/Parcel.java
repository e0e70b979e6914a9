package org.curbline.agent.link;

import java.util.List;
import org.curbline.agent.spool.SpooledEvent;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;

/**
 * What goes into one message. Many are under way at once, so it holds its events' bytes once.
 *
 * @param kind of all its events
 * @param payload the message; not changed by anybody
 * @param numbers of its events, in the order of the message
 * @param upTo the number up to which all is settled once this and what was given out before is; -1 if this settles
 *     nothing by itself
 * @param isAhead whether they go ahead of older ones
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Parcel(EventKind kind, byte[] payload, long[] numbers, long upTo, boolean isAhead) {
    /** Of the oldest events, at least one. */
    public static Parcel inTurn(List<SpooledEvent> events, long upTo) {
        return of(events, upTo, false);
    }

    /** Of events that go ahead of older ones, at least one. */
    public static Parcel ahead(List<SpooledEvent> events) {
        return of(events, -1, true);
    }

    private static Parcel of(List<SpooledEvent> events, long upTo, boolean isAhead) {
        return new Parcel(
                events.get(0).kind(),
                EventEncoder.joined(events.stream().map(SpooledEvent::json).toList()),
                events.stream().mapToLong(SpooledEvent::seq).toArray(),
                upTo,
                isAhead);
    }
}
