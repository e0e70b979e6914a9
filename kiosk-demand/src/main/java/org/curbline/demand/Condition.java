package org.curbline.demand;

import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/** What becomes of what a sound kiosk would report. Asked in the order of true time, on the thread of the demand. */
public interface Condition {
    /** Nothing goes wrong. */
    Condition SOUND = new Condition() {
        @Override
        public KioskEvent applied(KioskEvent event) {
            return event;
        }

        @Override
        public int memoriesLost(long millis) {
            return 0;
        }

        @Override
        public long poweredSince(long millis) {
            return Long.MIN_VALUE;
        }

        @Override
        public long nextFlap(Service service, long afterMillis) {
            return Long.MAX_VALUE;
        }
    };

    /**
     * The event as it is reported.
     *
     * @param event as it would be, at its true moment
     * @return null if it does not happen
     */
    @Nullable
    KioskEvent applied(KioskEvent event);

    /** How often the kiosk has lost its memory before a moment. */
    int memoriesLost(long millis);

    /** When power last came back before a moment; {@link Long#MIN_VALUE} if it never was away. */
    long poweredSince(long millis);

    /** When a service that flaps next says so after a moment; {@link Long#MAX_VALUE} if it does not. */
    long nextFlap(Service service, long afterMillis);
}
