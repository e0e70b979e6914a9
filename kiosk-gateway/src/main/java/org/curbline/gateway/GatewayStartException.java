package org.curbline.gateway;

/** The gateway cannot start; the message is one sentence for the person who started it. */
public final class GatewayStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GatewayStartException(String message) {
        super(message);
    }

    public GatewayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
