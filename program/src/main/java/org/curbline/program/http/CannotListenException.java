package org.curbline.program.http;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.curbline.program.Why;

/** A program cannot listen where it was to. The message is one sentence for a person. */
public final class CannotListenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private CannotListenException(String host, int port, IOException cause) {
        super(sentence(host, port, Why.of(cause)), cause);
    }

    /** Itself, if that is why nothing can listen there; other failures as they are. */
    static Throwable insteadOf(Throwable failure, String host, int port) {
        boolean isThat = failure instanceof BindException || failure instanceof UnknownHostException;
        return isThat ? new CannotListenException(host, port, (IOException) failure) : failure;
    }

    /** The system gives one exception for both, and its words differ. */
    private static String sentence(String host, int port, String words) {
        return words.contains("in use")
                ? "Port " + port + " is taken: another program listens on " + host + ":" + port + "."
                : "Nothing can listen on " + host + ":" + port + ": " + words + ".";
    }
}
