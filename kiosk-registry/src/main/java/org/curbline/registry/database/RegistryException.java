package org.curbline.registry.database;

/** The registry's database did not do what was asked; the message is a sentence for the operator. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryException(String message) {
        super(message);
    }

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
