package org.curbline.simulator.calibration;

import java.util.stream.LongStream;
import org.curbline.demand.Borough;
import org.curbline.demand.KioskDemand;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.Call;
import org.curbline.protocol.Call.CallKind;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.TabletSession.Activity;
import org.curbline.protocol.WifiSession;
import org.curbline.simulator.city.KioskSite;

/** What the use of one kiosk comes to over some whole days. One thread. */
final class KioskUse implements KioskEvent.Cases<KioskUse> {
    private static final int DAYS_OF_WEEK = 7;

    final Borough borough;
    /** By days from the first. */
    final int[] calls;

    long sessions;
    double seconds;
    double down;
    double up;
    long helplineCalls;
    long longestCall;
    long tablet;
    long maps;
    long communityServices;
    /** Those of the first week, each once. */
    long[] devices = {};

    private final long[] dayEnds;
    private int day;

    private KioskUse(KioskSite site, long[] dayEnds) {
        this.borough = site.borough();
        this.dayEnds = dayEnds;
        this.calls = new int[dayEnds.length];
    }

    /** @param dayEnds when each day ends, in milliseconds */
    static KioskUse of(KioskSite site, UsagePlan plan, long seed, long startMillis, long[] dayEnds) {
        KioskUse use = new KioskUse(site, dayEnds);
        KioskDemand demand = new KioskDemand(site.id(), site.borough(), plan, seed, startMillis, "0").withoutReports();
        long end = dayEnds[dayEnds.length - 1] - 1;
        LongStream.Builder devices = LongStream.builder();
        for (KioskEvent event = demand.next(end, () -> 0); event != null; event = demand.next(end, () -> 0)) {
            event.match(use);
            if (event.kind() == EventKind.WIFI && event.id().atMillis() < dayEnds[DAYS_OF_WEEK - 1]) {
                devices.add(demand.drawDevice());
            }
        }
        use.devices = Distinct.of(devices.build().toArray());
        return use;
    }

    @Override
    public KioskUse wifi(WifiSession event) {
        sessions++;
        seconds += event.durationSeconds();
        down += event.downBytes();
        up += event.upBytes();
        return this;
    }

    @Override
    public KioskUse call(Call event) {
        while (event.id().atMillis() >= dayEnds[day]) {
            day++;
        }
        calls[day]++;
        helplineCalls += event.callKind() == CallKind.HELPLINE ? 1 : 0;
        longestCall = Math.max(longestCall, event.durationSeconds());
        return this;
    }

    @Override
    public KioskUse tablet(TabletSession event) {
        tablet++;
        maps += event.activity() == Activity.MAPS ? 1 : 0;
        communityServices += event.activity() == Activity.SERVICES ? 1 : 0;
        return this;
    }

    @Override
    public KioskUse charging(ChargingSession event) {
        return this;
    }

    @Override
    public KioskUse service(ServiceReport event) {
        return this;
    }

    @Override
    public KioskUse health(HealthReport event) {
        return this;
    }

    @Override
    public KioskUse clients(ClientSketch event) {
        return this;
    }

    @Override
    public KioskUse reply(CommandReply event) {
        return this;
    }
}
