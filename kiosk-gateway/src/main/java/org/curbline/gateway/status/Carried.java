package org.curbline.gateway.status;

import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.Service;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;

/**
 * When a use did for people what it is for: a WiFi session brought something down, a device was charged, a call was
 * talked on, a tablet was used for a while. The same of events as of what is stored of them.
 */
final class Carried {
    private Carried() {}

    static boolean by(WifiSession session) {
        return session.downBytes() > 0;
    }

    static boolean by(ChargingSession session) {
        return session.energyMilliwattHours() > 0;
    }

    static boolean by(Call call) {
        return call.durationSeconds() > 0;
    }

    static boolean by(TabletSession session) {
        return session.durationSeconds() > 0;
    }

    /** Where uses are stored. */
    static Measurement uses(Service service) {
        return switch (service) {
            case WIFI -> Measurement.WIFI;
            case CHARGING -> Measurement.CHARGING;
            case CALL -> Measurement.CALL;
            case TABLET -> Measurement.TABLET;
        };
    }

    /** What of a stored use is 0 if it carried nothing. */
    static Whole column(Service service) {
        return switch (service) {
            case WIFI -> Columns.DOWN;
            case CHARGING -> Columns.ENERGY;
            case CALL, TABLET -> Columns.DURATION;
        };
    }
}
