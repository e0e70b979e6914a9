package org.curbline.gateway.mqtt;

import io.vertx.mqtt.MqttEndpoint;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What a client's certificate says; its authority and its dates were checked when it connected. */
final class ClientCertificate {
    private ClientCertificate() {}

    /** The common name (RFC 4519, 2.3); empty if the certificate has none, null if the client had to show none. */
    static @Nullable String name(MqttEndpoint endpoint) {
        if (!endpoint.isSsl()) {
            return null;
        }
        try {
            return endpoint.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? commonName(certificate.getSubjectX500Principal().getName())
                    : "";
        } catch (SSLPeerUnverifiedException none) {
            return null; // it is not asked for one, as otherwise it would not be here
        }
    }

    private static String commonName(String distinguished) {
        try {
            return new LdapName(distinguished)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }
}
