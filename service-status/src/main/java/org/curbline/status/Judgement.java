package org.curbline.status;

import java.time.Instant;

/**
 * What the rule says of some facts at some moment.
 *
 * @param detail the kiosk's own reason; empty if there is none
 * @param until the moment from which the same facts are judged otherwise; {@link Instant#MAX} if never
 */
public record Judgement(ServiceState state, StateReason reason, String detail, Instant until) {
    /** Whether it says the same, however long it holds. */
    public boolean saysAs(Judgement other) {
        return state == other.state && reason == other.reason && detail.equals(other.detail);
    }
}
