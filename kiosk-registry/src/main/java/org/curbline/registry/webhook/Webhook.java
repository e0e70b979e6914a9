package org.curbline.registry.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that is told of events, and how far that is.
 *
 * @param wanted which events; the registry keeps the words and does not read them
 * @param disabledBecause a sentence; empty while it is enabled
 * @param revision grows when a person changes it
 */
public record Webhook(
        String id,
        String url,
        String description,
        String wanted,
        Secrets secrets,
        String disabledBecause,
        long revision,
        Instant created,
        Progress progress) {
    /** A new one, for {@link WebhookStore#add}. */
    public static Webhook of(String id, String url, String description, String wanted, String secret, Instant now) {
        return new Webhook(id, url, description, wanted, new Secrets(secret, null, null), "", 0, now, Progress.upTo(0));
    }

    public boolean isEnabled() {
        return disabledBecause.isEmpty();
    }

    public Webhook withUrl(String newUrl) {
        return new Webhook(
                id, newUrl, description, wanted, secrets, disabledBecause, revision, created, progress.afresh());
    }

    public Webhook withDescription(String text) {
        return new Webhook(id, url, text, wanted, secrets, disabledBecause, revision, created, progress);
    }

    public Webhook withWanted(String words) {
        return new Webhook(id, url, description, words, secrets, disabledBecause, revision, created, progress);
    }

    public Webhook withSecrets(Secrets now) {
        return new Webhook(id, url, description, wanted, now, disabledBecause, revision, created, progress);
    }

    public Webhook disabled(String because) {
        return new Webhook(id, url, description, wanted, secrets, because, revision, created, progress.afresh());
    }

    public Webhook enabled() {
        return new Webhook(id, url, description, wanted, secrets, "", revision, created, progress.afresh());
    }

    public Webhook withProgress(Progress now) {
        return new Webhook(id, url, description, wanted, secrets, disabledBecause, revision, created, now);
    }

    /** What the receiver knows the sender by: secrets, never to be printed. */
    public record Secrets(String current, @Nullable String former, @Nullable Instant formerUntil) {
        @Override
        public String toString() {
            return "secret";
        }
    }

    /**
     * How far it is.
     *
     * @param done the number of the last event that needs nothing more
     * @param attempts how often the next one was tried in vain
     * @param failingSince when the first of the attempts failed since one succeeded; null if the last one did
     * @param retryAt not before then; null means at once
     */
    public record Progress(long done, int attempts, @Nullable Instant failingSince, @Nullable Instant retryAt) {
        public static Progress upTo(long done) {
            return new Progress(done, 0, null, null);
        }

        Progress afresh() {
            return upTo(done);
        }
    }
}
