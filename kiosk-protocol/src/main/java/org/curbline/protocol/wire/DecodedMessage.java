package org.curbline.protocol.wire;

import java.util.List;
import org.curbline.protocol.KioskEvent;

/**
 * What the codec made of one message: every event is either accepted or rejected, in the order of the message. A
 * message that could not be read as a whole counts as one rejection.
 *
 * @param unknownFields fields that no event of this kind has; ignored, and counted here
 */
public record DecodedMessage(List<KioskEvent> accepted, List<Rejection> rejected, int unknownFields) {
    /** How many events the message counts for in the books. */
    public int eventCount() {
        return accepted.size() + rejected.size();
    }
}
