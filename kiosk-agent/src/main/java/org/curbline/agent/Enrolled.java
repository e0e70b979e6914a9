package org.curbline.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.curbline.agent.enrolment.CertificatePin;
import org.curbline.agent.enrolment.Identity;
import org.curbline.agent.enrolment.IdentityFile;
import org.curbline.agent.enrolment.KioskCertificate;
import org.curbline.agent.link.GatewayAccount;
import org.curbline.agent.link.GatewayTls;
import org.curbline.agent.link.HttpProxy;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** Which kiosk this is: what the settings say is stronger than what enrolment left. */
final class Enrolled {
    private static final URI USUAL_GATEWAY = URI.create("tcp://localhost:1883");

    private Enrolled() {}

    /**
     * The account to connect with.
     *
     * @throws NotEnrolledException if there is none
     * @throws IOException if the identity cannot be read, in a sentence for people
     */
    static GatewayAccount account(AgentSettings settings) throws IOException {
        Optional<Identity> identity =
                settings.kiosk().isPresent() ? Optional.empty() : new IdentityFile(settings.identity()).read();
        KioskId kiosk = settings.kiosk().or(() -> identity.map(Identity::kiosk)).orElseThrow(NotEnrolledException::new);
        URI gateway =
                settings.gateway().or(() -> identity.map(Identity::gateway)).orElse(USUAL_GATEWAY);
        byte[] password = settings.password()
                .or(() -> identity.map(Identity::password))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .orElse(null);
        TrustManager trusted =
                identity.map(Identity::pin).map(CertificatePin::trust).orElse(null);
        KeyManager[] shown = shown(settings.tls());
        GatewayTls tls = trusted == null && shown == null ? null : GatewayTls.of(shown, trusted);
        return new GatewayAccount(kiosk, gateway, settings.user().orElse(null), password, tls, proxy(settings));
    }

    /** By which the gateway is reached; null if by none. */
    static @Nullable HttpProxy proxy(AgentSettings settings) {
        AgentSettings.Proxy told = settings.proxy();
        return told.address()
                .map(address -> new HttpProxy(
                        address.host(),
                        address.port(),
                        told.user().orElse(null),
                        told.password().orElse(null)))
                .orElse(null);
    }

    private static KeyManager @Nullable [] shown(AgentSettings.Tls tls) throws IOException {
        return tls.certificate().isPresent() && tls.key().isPresent()
                ? KioskCertificate.read(tls.certificate().get(), tls.key().get())
                : null;
    }
}
