package org.curbline.agent.link;

import java.util.List;
import org.curbline.agent.spool.SpooledEvent;

/**
 * What goes into one message.
 *
 * @param events all of one kind
 * @param upTo the number up to which all is settled once this and what was given out before is; -1 if this settles
 *     nothing by itself
 * @param settles how many events that are
 * @param isAhead whether they go ahead of older ones
 */
public record Parcel(List<SpooledEvent> events, long upTo, int settles, boolean isAhead) {
    public Parcel {
        events = List.copyOf(events);
    }
}
