package org.curbline.gateway.events;

import org.curbline.registry.command.IssuedCommand;

/** A command was given, or came further. */
public record CommandChanged(IssuedCommand command) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.command.changed";
}
