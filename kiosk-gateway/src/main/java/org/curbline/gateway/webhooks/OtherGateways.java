package org.curbline.gateway.webhooks;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.registry.webhook.WebhookStore;
import org.curbline.registry.webhook.WebhookStore.Other;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other gateways over the same registry: what one that died had yet to write is written in its place. */
final class OtherGateways {
    private static final Logger log = LoggerFactory.getLogger(OtherGateways.class);

    private final DatabaseWork database;
    private final WebhookStore store;
    private final StoredTransitions past;
    private final InstantSource clock;
    private final Runnable written;
    private final Map<String, Instant> firstSeen = new HashMap<>();
    private boolean busy;

    /** @param written to be run when nothing is left to be written in place of one of them */
    OtherGateways(
            DatabaseWork database, WebhookStore store, StoredTransitions past, InstantSource clock, Runnable written) {
        this.database = database;
        this.store = store;
        this.past = past;
        this.clock = clock;
        this.written = written;
    }

    /** @return whether each of them is known to live, so that nothing of theirs is to be written first */
    boolean allLive(List<Other> others) {
        boolean live = true;
        for (Other other : others) {
            Instant first = firstSeen.putIfAbsent(other.id(), other.seen());
            if (other.isDead()) {
                takeOver(other);
                live = false;
            } else if (first == null || first.equals(other.seen())) {
                live = false; // it may have been killed a moment ago
            }
        }
        return live;
    }

    /** There is nobody to be told what they had yet to write. */
    void forget(List<Other> others) {
        others.stream().filter(Other::isDead).forEach(dead -> database.run(() -> {
                    store.forget(dead.id());
                    return true;
                })
                .onFailure(away -> log.debug("It is forgotten next time.", away)));
    }

    private void takeOver(Other dead) {
        if (busy) {
            return;
        }
        busy = true;
        database.run(() -> {
                    int missing = past.copy(dead.writing(), clock.instant(), store);
                    store.forget(dead.id());
                    return missing;
                })
                .onComplete(done -> {
                    busy = false;
                    if (done.succeeded()) {
                        log.info(
                                "A gateway that ended at {} or later left {} events unwritten for webhooks.",
                                dead.writing().until(),
                                done.result());
                        written.run();
                    } else {
                        log.debug("It is tried again with the next beat.", done.cause());
                    }
                });
    }
}
