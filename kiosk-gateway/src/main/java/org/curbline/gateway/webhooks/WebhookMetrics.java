package org.curbline.gateway.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.curbline.gateway.webhooks.Answer.Outcome;
import org.curbline.registry.webhook.Webhook;

/** The figures of webhooks in Micrometer. Any thread. */
final class WebhookMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final Map<Outcome, Counter> deliveries = new EnumMap<>(Outcome.class);
    private volatile Map<State, Figures> states = Map.of();

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            Counter counter = Counter.builder("curbline.gateway.webhook.deliveries")
                    .description("Attempts to tell a receiver of an event")
                    .tag("outcome", outcome.word())
                    .register(registry);
            deliveries.put(outcome, counter);
            meters.add(counter);
        }
        for (State state : State.values()) {
            gauge("curbline.gateway.webhooks", "Webhooks", state, Figures::webhooks);
            gauge(
                    "curbline.gateway.webhook.events.waiting",
                    "Events, wanted or not, that webhooks have yet to come to",
                    state,
                    Figures::waiting);
        }
    }

    void count(Outcome outcome) {
        Counter counter = deliveries.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    /** @param next the number the next event will have */
    void show(List<Webhook> webhooks, long next) {
        Map<State, Figures> now = new EnumMap<>(State.class);
        for (Webhook webhook : webhooks) {
            long waiting = Math.max(0, next - 1 - webhook.progress().done());
            now.merge(
                    State.of(webhook),
                    new Figures(1, waiting),
                    (one, other) -> new Figures(one.webhooks + other.webhooks, one.waiting + other.waiting));
        }
        states = now;
    }

    /** Takes its meters out of the registry, so that another gateway in this process can put in its own. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }

    private void gauge(String name, String description, State state, ToDoubleFunction<Figures> figure) {
        meters.add(Gauge.builder(
                        name,
                        this,
                        metrics -> figure.applyAsDouble(metrics.states.getOrDefault(state, new Figures(0, 0))))
                .description(description)
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry));
    }

    private enum State {
        WORKING,
        RETRYING,
        DISABLED;

        static State of(Webhook webhook) {
            if (!webhook.isEnabled()) {
                return DISABLED;
            }
            return webhook.progress().failingSince() == null ? WORKING : RETRYING;
        }
    }

    private record Figures(int webhooks, long waiting) {}
}
