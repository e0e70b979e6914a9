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
     * Gives the kiosk that a token was made for a new password; a former one is void. Slow.
     *
     * @param from the address of whoever has the token
     * @throws EnrolmentRefusedException if there is no such token, or it was used, or its time is over
     */
    public Credentials redeem(String token, String from) throws EnrolmentRefusedException {
        Instant now = clock.instant();
        String first = objection(database.find(handle -> EnrolmentTable.lock(handle, hash(token))), now);
        if (!first.isEmpty()) { // nobody has the gateway hash slowly for nothing
            throw new EnrolmentRefusedException(first);
        }
        String password = secret(SECRET_BYTES);
        String hash = passwords.hash(password);
        Outcome outcome = changes.change(handle -> {
            Enrolment enrolment = EnrolmentTable.lock(handle, hash(token));
            String objection = objection(enrolment, now);
            if (enrolment == null || !objection.isEmpty()) {
                return Change.nothing(new Outcome("", objection));
            }
            EnrolmentTable.use(handle, enrolment.id(), now, from);
            CredentialTable.put(handle, enrolment.kiosk(), hash, now);
            return Change.ofPassword(new Outcome(enrolment.kiosk(), ""), enrolment.kiosk(), hash);
        });
        if (!outcome.objection.isEmpty()) {
            throw new EnrolmentRefusedException(outcome.objection);
        }
        return new Credentials(outcome.kiosk, password);
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

    /** What a kiosk connects with. */
    public record Credentials(String kiosk, String password) {}

    private record Outcome(String kiosk, String objection) {}
}
