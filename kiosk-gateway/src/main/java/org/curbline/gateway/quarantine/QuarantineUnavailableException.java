package org.curbline.gateway.quarantine;

/** The quarantine's disk fails at the moment; the message says how. What was kept is still there. */
public final class QuarantineUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QuarantineUnavailableException(String message) {
        super(message);
    }
}
