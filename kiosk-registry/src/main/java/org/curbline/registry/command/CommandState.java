package org.curbline.registry.command;

import java.util.EnumSet;
import java.util.Set;

/** How far a command has come. */
public enum CommandState {
    /** It waits for the kiosk to be connected. */
    QUEUED,
    /** It is on its way; the kiosk has not acknowledged it. */
    SENT,
    /** The kiosk has it. */
    ACKNOWLEDGED,
    /** The kiosk did it. */
    DONE,
    /** The kiosk could not do it, and said why. */
    FAILED,
    /** Its time was over before the kiosk replied; a reply that comes later still counts. */
    EXPIRED;

    /** Those that something is still expected of. */
    static final Set<CommandState> OPEN = EnumSet.of(QUEUED, SENT, ACKNOWLEDGED);

    /** Whether it may become another: no state is gone back to, but an unacknowledged one is sent again. */
    boolean mayBecome(CommandState next) {
        return switch (this) {
            case QUEUED, SENT -> next != QUEUED;
            case ACKNOWLEDGED -> next == DONE || next == FAILED || next == EXPIRED;
            case EXPIRED -> next == DONE || next == FAILED;
            case DONE, FAILED -> false;
        };
    }
}
