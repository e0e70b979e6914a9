package org.curbline.benchmarks.jmh;

import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;

/** One usual event of each kind. */
final class Samples {
    static final long NOW_MILLIS = 1_795_000_000_000L;

    private Samples() {}

    static KioskEvent of(EventKind kind) {
        EventId id = new EventId(104_212, NOW_MILLIS);
        return switch (kind) {
            case WIFI -> new WifiSession(id, 1968, 36_211_733, 5_199_000, WifiSession.Network.OPEN);
            case CHARGING -> new ChargingSession(id, 1, 1320, 2566);
            case CALL -> new Call(id, Call.CallKind.HELPLINE, 184, Call.Outcome.COMPLETED);
            case TABLET -> new TabletSession(id, TabletSession.Activity.MAPS, 122);
            case STATUS -> new ServiceReport(id, Service.WIFI, ServiceReport.State.DEGRADED, "no-dhcp");
            case HEALTH -> new HealthReport(id, 45.3, 12.5, 41.0, 23.9, 86_400, 0);
            case CLIENTS -> new ClientSketch(id, "b7c4d1e2", 86_400, "BAEQDgAKzJMBAAAAAQAAABuBAQA=");
            case REPLY -> new CommandReply(id, "kqzvwmhtxjbgrynd", CommandReply.Result.DONE, "");
        };
    }
}
