package org.curbline.registry.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.curbline.registry.database.Change;
import org.curbline.registry.database.Changes;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.table.KioskTable;
import org.jspecify.annotations.Nullable;

/**
 * How kiosks come to their passwords: by a token that somebody had made for this kiosk, within its time, once. Every
 * method blocks, and throws {@link RegistryException} if the database is away.
 */
public final class KioskEnrolments {
    /** 256 bits cannot be guessed; in letters they fit what bcrypt looks at. */
    private static final int SECRET_BYTES = 32;

    private static final int ID_BYTES = 10;

    /** A kiosk whose power went as it was answered may not have it back at once. */
    private static final Duration ANSWERED_AGAIN = Duration.ofDays(7);

    private final RegistryDatabase database;
    private final Changes changes;
    private final PasswordHashes passwords;
    private final InstantSource clock;
    private final RandomGenerator random;

    public KioskEnrolments(
            RegistryDatabase database,
            Changes changes,
            PasswordHashes passwords,
            InstantSource clock,
            RandomGenerator random) {
        this.database = database;
        this.changes = changes;
        this.passwords = passwords;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Lets a kiosk enrol.
     *
     * @param by who lets it
     * @throws IllegalArgumentException if the kiosk is not registered, or nobody lets it
     */
    public Issued issue(String kiosk, String by, Duration timeToLive) {
        Place.requireStorable("by", by);
        if (by.isBlank()) {
            throw new IllegalArgumentException("by must say who.");
        }
        String token = secret(SECRET_BYTES);
        Instant now = clock.instant();
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Enrolment enrolment = new Enrolment(
                HexFormat.of().formatHex(id), Kiosk.canonical(kiosk), by, now, now.plus(timeToLive), null, "");
        return database.write(handle -> {
            if (KioskTable.find(handle, enrolment.kiosk()) == null) {
                throw new IllegalArgumentException("No kiosk of this name is registered: " + kiosk);
            }
            EnrolmentTable.insert(handle, enrolment, hash(token));
            return new Issued(enrolment, token);
        });
    }

    /** A kiosk's, the newest first. */
    public List<Enrolment> of(String kiosk, int limit) {
        return database.read(handle -> EnrolmentTable.of(handle, Kiosk.canonical(kiosk), limit));
    }

    /**
     * Gives the kiosk that a token was made for a new password; a former one is void. Whoever brings a password of its
     * own may ask again for a week, with the same: an answer may be lost when the token is used up already. That tells
     * it nothing it could not find out by connecting. Slow.
     *
     * @param own the password that it is to be; null if the kiosk has made none
     * @param from the address of whoever has the token
     * @throws EnrolmentRefusedException if there is no such token, or it was used, or its time is over
     */
    public Credentials redeem(String token, @Nullable String own, String from) throws EnrolmentRefusedException {
        Instant now = clock.instant();
        String objection = objection(find(token), now);
        if (objection.isEmpty()) { // else nobody has the gateway hash slowly for nothing
            String password = own == null ? secret(SECRET_BYTES) : own;
            Outcome outcome = use(token, passwords.hash(password), now, from);
            if (outcome.objection.isEmpty()) {
                return new Credentials(outcome.kiosk, password, false);
            }
            objection = outcome.objection;
        }
        if (own != null) {
            String kiosk = enrolledBefore(token, own, now);
            if (kiosk != null) {
                return new Credentials(kiosk, own, true);
            }
        }
        throw new EnrolmentRefusedException(objection);
    }

    private Outcome use(String token, String passwordHash, Instant now, String from) {
        return changes.change(handle -> {
            Enrolment enrolment = EnrolmentTable.lock(handle, hash(token));
            String objection = objection(enrolment, now);
            if (enrolment == null || !objection.isEmpty()) {
                return Change.nothing(new Outcome("", objection));
            }
            EnrolmentTable.use(handle, enrolment.id(), now, from);
            CredentialTable.put(handle, enrolment.kiosk(), passwordHash, now);
            return Change.ofPassword(new Outcome(enrolment.kiosk(), ""), enrolment.kiosk(), passwordHash);
        });
    }

    /** The kiosk that lately used the token, and whose password this is still; null if there is none. */
    private @Nullable String enrolledBefore(String token, String password, Instant now) {
        Enrolment enrolment = find(token);
        if (enrolment == null
                || enrolment.used() == null
                || now.isAfter(enrolment.used().plus(ANSWERED_AGAIN))) {
            return null;
        }
        String hash = database.find(handle -> CredentialTable.find(handle, enrolment.kiosk()));
        return hash != null && passwords.matches(enrolment.kiosk(), hash, password) ? enrolment.kiosk() : null;
    }

    private @Nullable Enrolment find(String token) {
        return database.find(handle -> EnrolmentTable.lock(handle, hash(token)));
    }

    private static String objection(@Nullable Enrolment enrolment, Instant now) {
        if (enrolment == null) {
            return "There is no such token.";
        }
        if (enrolment.used() != null) {
            return "The token was used at " + enrolment.used() + ", from " + enrolment.usedFrom()
                    + ". If that was not this kiosk, have another made: the password it gave is void then.";
        }
        return now.isAfter(enrolment.expires()) ? "The token's time was over at " + enrolment.expires() + '.' : "";
    }

    private String secret(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** @param token which is told this once */
    public record Issued(Enrolment enrolment, String token) {}

    /**
     * What a kiosk connects with.
     *
     * @param isAgain whether it was told before
     */
    public record Credentials(String kiosk, String password, boolean isAgain) {
        /** Without what is nobody's business. */
        @Override
        public String toString() {
            return "credentials of " + kiosk;
        }
    }

    private record Outcome(String kiosk, String objection) {}
}
