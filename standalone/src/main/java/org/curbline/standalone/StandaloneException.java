package org.curbline.standalone;

/** The program cannot start or go on; the message is one sentence for the person who started it. */
final class StandaloneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StandaloneException(String message) {
        super(message);
    }

    StandaloneException(String message, Throwable cause) {
        super(message, cause);
    }
}
