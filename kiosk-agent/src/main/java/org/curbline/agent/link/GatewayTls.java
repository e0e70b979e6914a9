package org.curbline.agent.link;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How TLS with a gateway differs from what is usual on this computer.
 *
 * @param namesCount whether its certificate must be of the host's name
 */
public record GatewayTls(SSLContext context, boolean namesCount) {
    /**
     * @param shown what the kiosk shows; null for nothing
     * @param trusted what is trusted instead of the authorities that the system trusts, whatever the host's name; null
     *     for those
     */
    public static GatewayTls of(KeyManager @Nullable [] shown, @Nullable TrustManager trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trusted == null ? null : new TrustManager[] {trusted}, null);
            return new GatewayTls(context, trusted == null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }
}
