package org.curbline.agent.enrolment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.curbline.program.Why;

/** The certificate that a kiosk shows, and the key to it, from PEM files (RFC 7468). */
public final class KioskCertificate {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final List<String> KINDS = List.of("EC", "RSA", "Ed25519");
    /** Of a key in memory, where no password hides anything. */
    private static final char[] NO_PASSWORD = {};

    private KioskCertificate() {}

    /** @throws IOException if they cannot be read or do not fit, in a sentence for people */
    public static KeyManager[] read(Path certificate, Path key) throws IOException {
        Certificate[] chain = chain(certificate);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("kiosk", key(key), NO_PASSWORD, chain);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            return managers.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException(key + " and " + certificate + " cannot be used: " + Why.of(e), e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException(file + " has no certificate in it; it is to be a PEM file");
            }
            return chain;
        } catch (CertificateException e) {
            throw new IOException(file + " has no certificate in it that can be read; it is to be a PEM file", e);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(file));
        if (!pem.find()) {
            throw new IOException(file + " has no key in it that can be read; make one that can be with"
                    + " openssl pkcs8 -topk8 -nocrypt -in " + file + " -out ...");
        }
        PKCS8EncodedKeySpec bytes =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(bytes);
            } catch (InvalidKeySpecException e) {
                // of another kind
            }
        }
        throw new IOException(file + " has a key in it of another kind than " + String.join(", ", KINDS));
    }
}
