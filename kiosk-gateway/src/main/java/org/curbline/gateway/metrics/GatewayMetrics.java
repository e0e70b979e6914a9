package org.curbline.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import org.curbline.gateway.pipeline.Books;
import org.curbline.gateway.pipeline.PipelineMetrics;
import org.curbline.gateway.quarantine.Quarantine;
import org.curbline.store.PointWriter;

/**
 * The gateway's figures in Micrometer. The books are shown as one snapshot that was taken before the scrape, so that
 * they add up in every scrape. Any thread.
 */
public final class GatewayMetrics implements PipelineMetrics, AutoCloseable {
    private static final Duration[] LATENCY_BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(3),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1)
    };

    private final MeterRegistry registry;
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();
    private final Timer latency;
    private final DistributionSummary batchSize;
    private volatile Books.Snapshot books = Books.Snapshot.EMPTY;

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        latency = mine(Timer.builder("curbline.gateway.acknowledge")
                .description("From the arrival of a PUBLISH to the writing of its acknowledgement")
                .serviceLevelObjectives(LATENCY_BOUNDS)
                .register(registry));
        batchSize = mine(DistributionSummary.builder("curbline.gateway.batch.events")
                .description("Events in one write to the store")
                .serviceLevelObjectives(1, 10, 100, 1_000, 5_000)
                .register(registry));
        counter("received", "Events that came in", Books.Snapshot::received);
        counter("stored", "Events stored", Books.Snapshot::stored);
        counter("duplicate", "Events recognised as stored before", Books.Snapshot::duplicate);
        counter("unknown.fields", "Fields that no event of its kind has", Books.Snapshot::unknownFields);
        mine(Gauge.builder("curbline.gateway.events.waiting", this, metrics -> metrics.books.waiting())
                .description("Events not yet stored, recognised or quarantined")
                .register(registry));
    }

    /** Shows what the other parts count themselves. */
    public void watch(IntSupplier connections, Quarantine quarantine, PointWriter store) {
        mine(Gauge.builder("curbline.gateway.connections", connections, IntSupplier::getAsInt)
                .description("MQTT connections")
                .strongReference(true) // nobody else holds it
                .register(registry));
        mine(Gauge.builder("curbline.gateway.quarantine.messages", quarantine, Quarantine::count)
                .description("Messages kept in quarantine")
                .register(registry));
        mine(FunctionCounter.builder("curbline.gateway.quarantine.dropped", quarantine, Quarantine::dropped)
                .description("Messages that left the full quarantine")
                .register(registry));
        mine(Gauge.builder(
                        "curbline.gateway.store.available",
                        store,
                        writer -> writer.condition().available() ? 1 : 0)
                .description("1 while the store takes points")
                .register(registry));
    }

    /** Shows how many clients were told to come again, as what they waited for took too long. */
    public <T> void watchTurnedAway(String waitingFor, T admission, ToLongFunction<T> count) {
        mine(FunctionCounter.builder("curbline.gateway.clients.turned.away", admission, count::applyAsLong)
                .description("Clients told to come again (0x88), as too many waited for it, or they for too long")
                .tag("waiting_for", waitingFor)
                .register(registry));
    }

    /** Sets what the next scrape shows. */
    public void show(Books.Snapshot snapshot) {
        books = snapshot;
        snapshot.quarantinedByReason().keySet().stream().filter(reasons::add).forEach(this::showReason);
    }

    private void showReason(String reason) {
        mine(FunctionCounter.builder("curbline.gateway.events.quarantined", this, metrics -> metrics.books
                        .quarantinedByReason()
                        .getOrDefault(reason, 0L))
                .description("Events put into quarantine")
                .tag("reason", reason)
                .register(registry));
    }

    @Override
    public void batchWritten(int events) {
        batchSize.record(events);
    }

    @Override
    public void acknowledged(Duration fromPublish) {
        latency.record(fromPublish);
    }

    @Override
    public void protocolError(String reason) {
        mine(Counter.builder("curbline.gateway.protocol.errors")
                        .description("Connections cut because the client broke the protocol")
                        .tag("reason", reason)
                        .register(registry))
                .increment();
    }

    @Override
    public void connectionRefused(String reason) {
        mine(Counter.builder("curbline.gateway.connections.refused")
                        .description("CONNECTs that were refused, by the standard's name of the reason")
                        .tag("reason", reason)
                        .register(registry))
                .increment();
    }

    /** Takes its meters out of the registry, so that another gateway in this process can put in its own. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }

    private <M extends Meter> M mine(M meter) {
        meters.add(meter);
        return meter;
    }

    private void counter(String name, String description, ToLongFunction<Books.Snapshot> figure) {
        mine(FunctionCounter.builder(
                        "curbline.gateway.events." + name, this, metrics -> figure.applyAsLong(metrics.books))
                .description(description)
                .register(registry));
    }
}
