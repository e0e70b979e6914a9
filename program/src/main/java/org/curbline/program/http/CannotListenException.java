package org.curbline.program.http;

import java.net.BindException;

/** A program cannot listen where it was to. The message is one sentence for a person. */
public final class CannotListenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CannotListenException(String host, int port, BindException cause) {
        super(sentence(host, port, String.valueOf(cause.getMessage())), cause);
    }

    /** The system gives one exception for both, and its words differ. */
    private static String sentence(String host, int port, String words) {
        return words.contains("in use")
                ? "Port " + port + " is taken: another program listens on " + host + ":" + port + "."
                : "Nothing can listen on " + host + ":" + port + ": " + words + ".";
    }
}
