package org.curbline.protocol;

/**
 * What became of a command at the kiosk.
 *
 * @param command the {@link Command#id}
 * @param reason why it failed, as a short code of a-z, 0-9 and hyphens, such as {@code unknown-command}; empty when
 *     there is nothing to say
 */
public record CommandReply(EventId id, String command, Result result, String reason) implements KioskEvent {
    @Override
    public EventKind kind() {
        return EventKind.REPLY;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.reply(this);
    }

    /** How it ended. */
    public enum Result {
        DONE,
        FAILED
    }
}
