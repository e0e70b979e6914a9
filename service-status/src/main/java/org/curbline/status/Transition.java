package org.curbline.status;

import java.time.Instant;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/**
 * A service's state from a moment on. One whose state is that of before says that it still holds.
 *
 * @param at from when on
 * @param before the state until then
 * @param reason why; null if it is another version's
 * @param detail the kiosk's own reason; empty if there is none
 */
public record Transition(
        KioskId kiosk,
        Service service,
        View view,
        Instant at,
        ServiceState before,
        ServiceState state,
        @Nullable StateReason reason,
        String detail) {}
