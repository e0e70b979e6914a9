package org.curbline.registry.webhook;

/**
 * An event as receivers are told of it.
 *
 * @param id the same one is kept once
 * @param kiosk may be empty
 * @param service may be empty
 * @param body what is sent
 */
public record WebhookEvent(String id, String type, String kiosk, String service, String body) {
    /** One that was written. */
    public record Logged(long number, WebhookEvent event) {}
}
