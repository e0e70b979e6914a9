package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;

/** What is said of kiosks' services, as an audit asks for it. Blocking; asked by several threads at once. */
public interface StatusAnswers {
    /**
     * How old a service's newest report may be.
     *
     * @throws IOException if nobody can be asked, or answers what cannot be understood
     */
    Duration allowedAge(KioskId kiosk) throws IOException, InterruptedException;

    /**
     * A kiosk's history, in the order of time without a gap.
     *
     * @param from inclusive
     * @param to exclusive
     */
    Map<Service, List<Shown>> history(KioskId kiosk, View view, Instant from, Instant to)
            throws IOException, InterruptedException;

    /** How many seconds a kiosk's services worked. */
    Map<Service, Double> workedSeconds(KioskId kiosk, Instant from, Instant to)
            throws IOException, InterruptedException;

    /** Whose eyes a history is told with. */
    enum View {
        SEEN,
        KNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A service is said to have been in one state for a while.
     *
     * @param reason its code; empty if there is none
     * @param fromMillis inclusive
     * @param toMillis exclusive
     */
    record Shown(String state, String reason, long fromMillis, long toMillis) {
        boolean isWorking() {
            return state.equals("up") || state.equals("degraded");
        }
    }
}
