package org.curbline.store;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened as configured. The message is one sentence for whoever starts the program. */
public final class StoreOpenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreOpenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
