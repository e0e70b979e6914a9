package org.curbline.registry.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.webhook.WebhookEvent.Logged;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks, what is to be told to them, and which gateway does that. Everything blocks, and throws
 * {@link RegistryException} when the database is away.
 */
public final class WebhookStore {
    private final RegistryDatabase database;

    public WebhookStore(RegistryDatabase database) {
        this.database = database;
    }

    /** All of them, the oldest first. */
    public List<Webhook> all() {
        return database.read(WebhookTable::all);
    }

    public @Nullable Webhook find(String id) {
        return database.find(handle -> WebhookTable.find(handle, id, false));
    }

    /**
     * Adds one; it is told what is written from now on.
     *
     * @return false if there are so many already
     */
    public boolean add(Webhook webhook, int atMost) {
        return database.write(handle -> {
            long next = WebhookLogTable.lock(handle);
            if (WebhookTable.count(handle) >= atMost) {
                return false;
            }
            WebhookTable.insert(handle, webhook.withProgress(Webhook.Progress.upTo(next - 1)));
            return true;
        });
    }

    /**
     * Changes what a person decides, and what that does to the progress.
     *
     * @return as it is now; null if there is none of this id
     */
    public @Nullable Webhook change(String id, UnaryOperator<Webhook> change) {
        return database.findWriting(handle -> {
            Webhook before = WebhookTable.find(handle, id, true);
            if (before == null) {
                return null;
            }
            Webhook now = change.apply(before);
            WebhookTable.update(handle, now);
            return WebhookTable.find(handle, id, false);
        });
    }

    /** @return false if there is none of this id */
    public boolean remove(String id) {
        return database.write(handle -> WebhookTable.remove(handle, id));
    }

    /**
     * Writes how far a webhook is, or that it is disabled, unless a person changed it meanwhile or another gateway
     * delivers by now.
     *
     * @param webhook with the revision it was read with
     * @param delivery what happened; null if it is nothing worth keeping
     * @param kept how many deliveries are kept of each webhook
     * @return whether it was written
     */
    public boolean settle(String gateway, Webhook webhook, @Nullable WebhookDelivery delivery, int kept) {
        return database.write(handle -> {
            if (!WebhookTable.progress(handle, gateway, webhook)) {
                return false;
            }
            if (delivery != null) {
                WebhookDeliveryTable.insert(handle, webhook.id(), delivery, kept);
            }
            return true;
        });
    }

    /** Keeps what became of an attempt that is no progress, such as a test. */
    public void keep(String webhook, WebhookDelivery delivery, int kept) {
        database.write(handle -> {
            WebhookDeliveryTable.insert(handle, webhook, delivery, kept);
            return true;
        });
    }

    /** The newest first. */
    public List<WebhookDelivery> deliveries(String webhook, int limit) {
        return database.read(handle -> WebhookDeliveryTable.newest(handle, webhook, limit));
    }

    /**
     * Writes events that are not there yet, in this order.
     *
     * @return how many were not there
     */
    public int append(List<WebhookEvent> events, Instant now) {
        return database.write(handle -> WebhookLogTable.append(handle, events, now));
    }

    /** The events after a number, in order, at most so many. */
    public Page read(long after, int limit) {
        return database.read(handle -> {
            Extent before = WebhookLogTable.extent(handle); // first: what is written in between is read
            return new Page(before.next(), WebhookLogTable.read(handle, after, limit));
        });
    }

    /** From which number to which events are kept. */
    public Extent extent() {
        return database.read(WebhookLogTable::extent);
    }

    /** Forgets events that were written before a moment, and the oldest beyond a number of them. */
    public void trim(Instant before, int kept) {
        database.write(handle -> WebhookLogTable.trim(handle, before, kept));
    }

    /**
     * Says that a gateway lives, takes over delivering if nobody does, and looks who else there is.
     *
     * @param writing what it has written; null if it does not write
     * @param deadAfter how long a gateway may be silent
     */
    public Round beat(String gateway, @Nullable Writing writing, Duration deadAfter) {
        return database.write(handle -> WebhookGatewayTable.beat(handle, gateway, writing, deadAfter));
    }

    /** Forgets that a gateway wrote events: there is nothing to be added for it. */
    public void forget(String gateway) {
        database.write(handle -> WebhookGatewayTable.forget(handle, gateway));
    }

    /** Says that a gateway ends: another one may deliver at once, and nobody has to wait to know that it is dead. */
    public void leave(String gateway, @Nullable Writing writing) {
        database.write(handle -> WebhookGatewayTable.leave(handle, gateway, writing));
    }

    /**
     * What is kept.
     *
     * @param oldest the number of the oldest event, or of the next one if none is kept
     * @param next the number the next event will have
     */
    public record Extent(long oldest, long next) {}

    /**
     * Some events.
     *
     * @param next the number the next event will have, or a lower one if some were written meanwhile
     */
    public record Page(long next, List<Logged> events) {}

    /**
     * What a gateway has written.
     *
     * @param from since when it has written everything
     * @param until until when
     */
    public record Writing(Instant from, Instant until) {}

    /**
     * Who is there.
     *
     * @param delivers whether the gateway that asks is the one that delivers
     */
    public record Round(boolean delivers, List<Other> others) {}

    /**
     * Another gateway that writes events.
     *
     * @param seen when it last said that it lives, by the database's clock
     * @param isDead whether that is too long ago
     */
    public record Other(String id, Instant seen, boolean isDead, Writing writing) {}
}
