package org.curbline.agent.check;

import org.jspecify.annotations.Nullable;

/**
 * How it is tried whether the WiFi's authentication server lets people in.
 *
 * @param secret that it shares with this kiosk
 * @param user whom it must let in, by a password (PAP); null if it is to answer at all (Status-Server)
 * @param password the user's; null if there is none
 */
public record Login(AuthenticationServer server, String secret, @Nullable String user, @Nullable String password) {
    /** Without what is nobody's business. */
    @Override
    public String toString() {
        return "login at " + server.host() + ":" + server.port();
    }
}
