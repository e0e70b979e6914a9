package org.curbline.registry.webhook;

import java.time.Duration;
import java.time.Instant;

/**
 * An attempt to tell a receiver.
 *
 * @param attempt of this event, from 1
 * @param outcome a word
 * @param status of HTTP; 0 without an answer
 * @param detail a sentence; empty if there is nothing to say
 */
public record WebhookDelivery(
        Instant begun,
        String eventId,
        String eventType,
        int attempt,
        String outcome,
        int status,
        String detail,
        Duration took) {}
