package org.curbline.agent.enrolment;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The one public key that a gateway must prove to have, by its SHA-256 in base64, written as curl writes it:
 * {@code sha256//...}. Takes the place of authorities and of the host's name: who has the key is the gateway, whatever
 * its certificate says. Does not change.
 */
public final class CertificatePin {
    private static final String PREFIX = "sha256//";
    private static final int BYTES = 32;

    private final byte[] sha256;

    private CertificatePin(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** @throws IllegalArgumentException if it is none, in a sentence for people */
    public static CertificatePin parse(String text) {
        if (text.startsWith(PREFIX)) {
            try {
                byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                if (bytes.length == BYTES) {
                    return new CertificatePin(bytes);
                }
            } catch (IllegalArgumentException notBase64) {
                throw new IllegalArgumentException(needed(text), notBase64);
            }
        }
        throw new IllegalArgumentException(needed(text));
    }

    static CertificatePin of(X509Certificate certificate) {
        try {
            return new CertificatePin(MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Trusts it and nothing else. */
    public TrustManager trust() {
        return new Trust();
    }

    @Override
    public String toString() {
        return PREFIX + Base64.getEncoder().encodeToString(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificatePin pin && Arrays.equals(pin.sha256, sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    private static String needed(String text) {
        return "\"" + text + "\" is no pin: it is sha256// and the base64 of a public key's SHA-256";
    }

    /** Asks for the key alone. */
    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            if (!of(chain[0]).equals(CertificatePin.this)) {
                throw new CertificateException("the gateway's key is " + of(chain[0]) + ", and pinned is "
                        + CertificatePin.this + ": it has another certificate, or somebody is in between");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("a kiosk has no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
