package org.curbline.program.http;

/** Another program listens where this one was to. The message is one sentence for a person. */
public final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PortInUseException(String host, int port, Throwable cause) {
        super("Port " + port + " is taken: another program listens on " + host + ":" + port + ".", cause);
    }
}
