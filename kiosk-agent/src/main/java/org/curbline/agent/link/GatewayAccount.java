package org.curbline.agent.link;

import java.net.URI;
import javax.net.ssl.SSLContext;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes, and where.
 *
 * @param user the kiosk's id if there is a password and no user
 * @param tls whom to trust, instead of the authorities that the system trusts
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GatewayAccount(
        KioskId kiosk, URI gateway, @Nullable String user, byte @Nullable [] password, @Nullable SSLContext tls) {}
