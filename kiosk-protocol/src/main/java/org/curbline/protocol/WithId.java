package org.curbline.protocol;

/** The same values under another number and time. */
record WithId(EventId id) implements KioskEvent.Cases<KioskEvent> {
    @Override
    public KioskEvent wifi(WifiSession event) {
        return new WifiSession(id, event.durationSeconds(), event.downBytes(), event.upBytes(), event.network());
    }

    @Override
    public KioskEvent charging(ChargingSession event) {
        return new ChargingSession(id, event.port(), event.durationSeconds(), event.energyMilliwattHours());
    }

    @Override
    public KioskEvent call(Call event) {
        return new Call(id, event.callKind(), event.durationSeconds(), event.outcome());
    }

    @Override
    public KioskEvent tablet(TabletSession event) {
        return new TabletSession(id, event.activity(), event.durationSeconds());
    }

    @Override
    public KioskEvent service(ServiceReport event) {
        return new ServiceReport(id, event.service(), event.state(), event.reason());
    }

    @Override
    public KioskEvent health(HealthReport event) {
        return new HealthReport(
                id,
                event.temperatureCelsius(),
                event.cpuPercent(),
                event.memoryPercent(),
                event.diskPercent(),
                event.uptimeSeconds(),
                event.spooledEvents(),
                event.condition());
    }

    @Override
    public KioskEvent clients(ClientSketch event) {
        return new ClientSketch(id, event.salt(), event.durationSeconds(), event.sketch());
    }

    @Override
    public KioskEvent reply(CommandReply event) {
        return new CommandReply(id, event.command(), event.result(), event.reason());
    }
}
