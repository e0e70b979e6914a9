package org.curbline.gateway.cluster;

import java.time.Instant;
import java.util.List;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway knows of a kiosk at first hand, as a whole: told again, it changes nothing.
 *
 * @param decides whether that gateway is the one that says what the kiosk's states are
 * @param lastEventMillis the time of the newest event it stored; 0 if there is none
 */
public record KioskNews(
        KioskId kiosk, Link connection, boolean decides, long lastEventMillis, List<ServiceNews> services) {
    /**
     * Its connection to that gateway.
     *
     * @param epoch orders the connections of one kiosk to all gateways, the newest has the highest; 0 if there never
     *     was one
     * @param changed when it came or, if it is not open, when the last one ended
     * @param clientId of the newest connection
     * @param reason how it ended
     */
    public record Link(boolean open, long epoch, Instant changed, String clientId, String reason) {
        public static final Link NONE = new Link(false, 0, Instant.EPOCH, "", "");
    }

    /**
     * One of its services.
     *
     * @param report the newest; null if there is none
     * @param suspicion why the kiosk's word is not believed; null while it is
     * @param usedAtMillis when somebody last ended a use; {@link Long#MIN_VALUE} if that is not known
     * @param state what is said of it
     * @param reason why
     * @param since when that began
     */
    public record ServiceNews(
            Service service,
            @Nullable Report report,
            @Nullable StateReason suspicion,
            long usedAtMillis,
            ServiceState state,
            StateReason reason,
            String detail,
            Instant since) {}
}
