package org.curbline.agent.link;

import java.net.URI;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes, and where.
 *
 * @param user the kiosk's id if there is a password and no user
 * @param tls if it is not to be as usual on this computer
 * @param proxy by which it is reached; null if by none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GatewayAccount(
        KioskId kiosk,
        URI gateway,
        @Nullable String user,
        byte @Nullable [] password,
        @Nullable GatewayTls tls,
        @Nullable HttpProxy proxy) {}
