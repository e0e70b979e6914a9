package org.curbline.gateway.cluster;

/** The gateway cannot join others; the message is for people. */
public final class ClusterException extends RuntimeException {
    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
