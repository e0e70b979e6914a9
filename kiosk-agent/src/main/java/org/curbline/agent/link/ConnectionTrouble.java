package org.curbline.agent.link;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;

/** Why a connection cannot be made, in words for somebody who can do something about it. */
public final class ConnectionTrouble {
    private static final int DEEPEST = 20;
    private static final String HUNG_UP =
            ": is that its port for MQTT, spoken to as it speaks there (tcp://, ssl:// with TLS,"
                    + " ws:// and wss:// over WebSocket), and does it run?";

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
        return last == null ? "nobody says why" : Why.of(last);
    }

    private static String known(Throwable failure) {
        String said = Why.of(failure);
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
        if (failure instanceof EOFException) {
            return "it hung up without an answer" + HUNG_UP;
        }
        if (failure instanceof SocketException && said.equals("Connection reset")) {
            return "it hung up (" + said + ")" + HUNG_UP;
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
