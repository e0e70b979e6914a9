package org.curbline.agent.enrolment;

import java.io.IOException;

/** The gateway gives nothing for this token, now or later; says why, and what to do, in a sentence for people. */
public final class TokenRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    TokenRefusedException(String why) {
        super(why);
    }
}
