package org.curbline.gateway.events;

/** A command was given at another gateway, or came further there. */
public record CommandElsewhere(String kiosk) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.command.elsewhere";
}
