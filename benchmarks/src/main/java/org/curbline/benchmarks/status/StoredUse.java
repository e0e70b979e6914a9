package org.curbline.benchmarks.status;

import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.store.Measurement;

/** Where a use is stored, and whether the field that tells of what it carried is 0. Of other events nothing. */
record StoredUse(Measurement measurement, boolean isEmpty) {
    static final StoredUse NONE = new StoredUse(Measurement.STATUS, false);

    boolean isAny() {
        return measurement != Measurement.STATUS;
    }

    static StoredUse of(KioskEvent event) {
        return event.match(new KioskEvent.Cases<>() {
            @Override
            public StoredUse wifi(WifiSession session) {
                return new StoredUse(Measurement.WIFI, session.downBytes() == 0);
            }

            @Override
            public StoredUse charging(ChargingSession session) {
                return new StoredUse(Measurement.CHARGING, session.energyMilliwattHours() == 0);
            }

            @Override
            public StoredUse call(Call call) {
                return new StoredUse(Measurement.CALL, call.durationSeconds() == 0);
            }

            @Override
            public StoredUse tablet(TabletSession session) {
                return new StoredUse(Measurement.TABLET, session.durationSeconds() == 0);
            }

            @Override
            public StoredUse service(ServiceReport report) {
                return NONE;
            }

            @Override
            public StoredUse health(HealthReport report) {
                return NONE;
            }

            @Override
            public StoredUse clients(ClientSketch sketch) {
                return NONE;
            }

            @Override
            public StoredUse reply(CommandReply reply) {
                return NONE;
            }
        });
    }
}
