package org.curbline.agent.link;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection cannot be made, in words for somebody who can do something about it. */
public final class ConnectionTrouble {
    private static final int DEEPEST = 20;

    private ConnectionTrouble() {}

    /** What is the matter, and what to do where that is known. */
    public static String inWords(@Nullable Throwable failure) {
        Throwable each = failure;
        Throwable last = failure;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            String known = known(each);
            if (!known.isEmpty()) {
                return known;
            }
            last = each;
            each = each.getCause();
        }
        return last == null ? "nobody says why" : String.valueOf(last.getMessage());
    }

    private static String known(Throwable failure) {
        String said = String.valueOf(failure.getMessage());
        if (failure instanceof ProxyTroubleException) {
            return said;
        }
        if (failure instanceof CertificateExpiredException) {
            return "its certificate has expired (" + said + "): renew it at the gateway";
        }
        if (failure instanceof CertificateNotYetValidException) {
            return "its certificate is not valid yet (" + said
                    + "): this computer's clock is behind, timedatectl says why";
        }
        if (failure instanceof CertPathBuilderException) {
            return "no authority that this computer trusts has signed its certificate: enrol again with --pin, or install"
                    + " the authority's certificate";
        }
        if (failure instanceof CertificateException
                && said.startsWith("No ")) { // subject alternative names, name matching
            return "its certificate is another host's (" + said
                    + "): curbline.agent.gateway must be as the certificate has it";
        }
        if (failure instanceof CertificateException && said.contains("pinned is")) {
            return said + "; if it was renewed, enrol again with the new --pin";
        }
        if (failure instanceof SSLException
                && (said.contains("bad_certificate") || said.contains("certificate_required"))) {
            return "it asks for a certificate of this kiosk's own: curbline.agent.tls.certificate and key, signed by an"
                    + " authority that it trusts (" + said + ")";
        }
        if (failure instanceof UnknownHostException) {
            return "its name " + said + " is not known: has its address changed, and does DNS work here?";
        }
        if (failure instanceof ConnectException) {
            return "nobody takes the connection (" + said + "): has its address changed, or is it away?";
        }
        return failure instanceof SocketTimeoutException ? "it does not answer (" + said + ")" : "";
    }
}
