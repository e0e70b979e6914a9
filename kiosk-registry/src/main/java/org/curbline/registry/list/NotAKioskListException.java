package org.curbline.registry.list;

/** What was given for import is no kiosk list at all; nothing was changed. The message says what was expected. */
public final class NotAKioskListException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAKioskListException(String message) {
        super(message);
    }
}
