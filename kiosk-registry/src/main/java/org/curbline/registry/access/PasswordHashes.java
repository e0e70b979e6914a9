package org.curbline.registry.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Slow hashes of passwords, and a memory of recent answers, so that a kiosk that reconnects costs microseconds.
 *
 * <p>bcrypt rather than Argon2: it needs 4 kB a check, so a whole fleet may reconnect at once within the gateway's
 * memory. Answers are remembered under an HMAC of kiosk, stored hash and password with a key that only this process
 * knows; a changed password has another stored hash, so older answers can no longer be found. Any thread; a check that
 * is not remembered takes tens of milliseconds of processor.
 */
public final class PasswordHashes {
    /** bcrypt looks at no more. */
    static final int LONGEST_PASSWORD_BYTES = 72;

    static final Duration SUCCESS_REMEMBERED = Duration.ofHours(12);
    public static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(10);

    private static final long REMEMBERED = 100_000;
    private static final String MAC = "HmacSHA256";

    private final SlowHash slow;
    private final SecretKeySpec key;

    // Two, so that a flood of wrong passwords cannot drive the right ones out.
    private final Cache<ByteBuffer, Boolean> successes;
    private final Cache<ByteBuffer, Boolean> failures;

    public PasswordHashes(InstantSource clock, SlowHash slow) {
        this.slow = slow;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, MAC);
        this.successes = cache(clock, SUCCESS_REMEMBERED);
        this.failures = cache(clock, FAILURE_REMEMBERED);
    }

    /** The password's hash with its own salt and parameters. @throws IllegalArgumentException if it is empty or long */
    public String hash(String password) {
        if (isNone(password)) {
            throw new IllegalArgumentException(
                    "A kiosk's password has 1 to " + LONGEST_PASSWORD_BYTES + " bytes of UTF-8");
        }
        return slow.hash(password);
    }

    /** What is known without the slow hash; null if that has to be asked. Microseconds. */
    @Nullable
    Boolean remembered(String kiosk, String storedHash, String password) {
        return isNone(password) ? Boolean.FALSE : remembered(fingerprint(kiosk, storedHash, password));
    }

    boolean matches(String kiosk, String storedHash, String password) {
        if (isNone(password)) {
            return false;
        }
        ByteBuffer question = fingerprint(kiosk, storedHash, password);
        Boolean remembered = remembered(question);
        if (remembered != null) {
            return remembered;
        }
        boolean matches = slow.check(password, storedHash);
        (matches ? successes : failures).put(question, matches);
        return matches;
    }

    private @Nullable Boolean remembered(ByteBuffer question) {
        Boolean success = successes.getIfPresent(question);
        return success == null ? failures.getIfPresent(question) : success;
    }

    private static boolean isNone(String password) {
        return password.isEmpty() || tooLong(password);
    }

    private ByteBuffer fingerprint(String kiosk, String storedHash, String password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            // Neither an id nor a hash can hold a zero byte, so no two questions run together.
            mac.update((kiosk + '\0' + storedHash + '\0' + password).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(mac.doFinal()).asReadOnlyBuffer();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has " + MAC, e);
        }
    }

    private static boolean tooLong(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD_BYTES;
    }

    private static Cache<ByteBuffer, Boolean> cache(InstantSource clock, Duration remembered) {
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(remembered)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** A hash that is slow on purpose. */
    public interface SlowHash {
        /** With a new salt; the text carries salt and parameters. */
        String hash(String password);

        /** Whether the password gives this text, by the parameters the text carries. */
        boolean check(String password, String storedHash);
    }

    /** 2^10 rounds, tens of milliseconds; stored hashes of other costs are checked at theirs. */
    public record Bcrypt10() implements SlowHash {
        private static final int LOG_ROUNDS = 10;

        @Override
        public String hash(String password) {
            return BcryptFunction.getInstance(Bcrypt.B, LOG_ROUNDS)
                    .hash(password)
                    .getResult();
        }

        @Override
        public boolean check(String password, String storedHash) {
            return BcryptFunction.getInstanceFromHash(storedHash).check(password, storedHash);
        }
    }
}
