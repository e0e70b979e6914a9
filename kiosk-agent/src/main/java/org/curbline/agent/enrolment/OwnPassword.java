package org.curbline.agent.enrolment;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The password that a kiosk makes for itself, and keeps before it asks with it: if the answer to its enrolment is lost,
 * or the power goes just then, it asks once more with the same token and password, and is answered the same. Lies
 * beside the identity until that is kept. Blocking.
 */
public final class OwnPassword {
    /** 256 bits cannot be guessed; in letters they fit what bcrypt looks at. */
    private static final int BYTES = 32;

    private static final String ASKED = "asked";
    private static final String PASSWORD = "password";

    private final KeptFile file;
    private final RandomGenerator random;

    /**
     * @param identity the file where the identity will be
     * @param random that nobody can foresee
     */
    public OwnPassword(Path identity, RandomGenerator random) {
        this.file = new KeptFile(identity.resolveSibling(identity.getFileName() + ".asked"));
        this.random = random;
    }

    /**
     * The one to ask with, which is safe from a power cut when this returns: another for each token, and for each
     * gateway, as one that was told to somebody else is nobody's secret.
     */
    public String toAskWith(URI gateway, @Nullable CertificatePin pin, String token) throws IOException {
        String asked = hash(gateway + "\n" + pin + "\n" + token);
        Map<String, String> kept = kept();
        String password = kept.get(PASSWORD);
        if (password != null && asked.equals(kept.get(ASKED))) {
            return password;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        file.write(Map.of(ASKED, asked, PASSWORD, made));
        return made;
    }

    /** It stands in the identity. */
    public void forget() throws IOException {
        file.delete();
    }

    private Map<String, String> kept() {
        try {
            return file.read();
        } catch (IOException noneOrDamaged) {
            return Map.of();
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
