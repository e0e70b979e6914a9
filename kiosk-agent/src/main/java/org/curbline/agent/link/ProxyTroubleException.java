package org.curbline.agent.link;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A proxy makes no connection; says why, and what to do, in a sentence for people. */
public final class ProxyTroubleException extends IOException {
    private static final long serialVersionUID = 1;

    ProxyTroubleException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}
