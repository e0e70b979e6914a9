package org.curbline.registry.command;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command somebody gave a kiosk, and what became of it.
 *
 * @param id 1 to 32 letters
 * @param message what is sent, JSON
 * @param changed when it came into its state
 * @param by who gave it
 * @param reason why it failed or expired; empty if there is nothing to say
 * @param request the key of the request it was given with; null if it had none
 */
public record IssuedCommand(
        String id,
        String kiosk,
        String name,
        String message,
        CommandState state,
        Instant changed,
        String by,
        Instant issued,
        Instant expires,
        String reason,
        @Nullable String request) {
    /** The same in another state. */
    public IssuedCommand in(CommandState next, Instant when, String why) {
        return new IssuedCommand(id, kiosk, name, message, next, when, by, issued, expires, why, request);
    }
}
