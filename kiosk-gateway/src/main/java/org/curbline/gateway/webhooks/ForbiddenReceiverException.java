package org.curbline.gateway.webhooks;

/** Events may not go there; the message is a sentence for whoever asked for it. */
public final class ForbiddenReceiverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForbiddenReceiverException(String sentence) {
        super(sentence);
    }
}
