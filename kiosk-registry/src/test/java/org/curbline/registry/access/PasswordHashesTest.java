package org.curbline.registry.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PasswordHashesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final HashThatCounts slow = new HashThatCounts();
    private final PasswordHashes hashes = new PasswordHashes(now::get, slow);

    @Test
    void asksTheSlowHashOncePerRightPassword() {
        assertTrue(hashes.matches("a", "hash of right", "right"));
        assertTrue(hashes.matches("a", "hash of right", "right"));

        assertEquals(1, slow.checks.get());
    }

    @Test
    void knowsWhatItNeedNotAskTheSlowHash() {
        assertNull(hashes.remembered("a", "hash of right", "right"));
        hashes.matches("a", "hash of right", "right");
        hashes.matches("a", "hash of right", "wrong");

        assertEquals(true, hashes.remembered("a", "hash of right", "right"));
        assertEquals(false, hashes.remembered("a", "hash of right", "wrong"));
        assertEquals(false, hashes.remembered("a", "hash of right", ""), "no kiosk has that");
        assertNull(hashes.remembered("b", "hash of right", "right"));
        assertEquals(2, slow.checks.get());
    }

    @Test
    void forgetsARightPasswordAfterAWhile() {
        hashes.matches("a", "hash of right", "right");
        pass(PasswordHashes.SUCCESS_REMEMBERED);
        hashes.matches("a", "hash of right", "right");

        assertEquals(2, slow.checks.get());
    }

    @Test
    void remembersAWrongPasswordBriefly() {
        assertFalse(hashes.matches("a", "hash of right", "wrong"));
        assertFalse(hashes.matches("a", "hash of right", "wrong"));
        assertEquals(1, slow.checks.get());

        pass(PasswordHashes.FAILURE_REMEMBERED);
        assertFalse(hashes.matches("a", "hash of right", "wrong"));
        assertEquals(2, slow.checks.get());
    }

    @Test
    void anAnswerCountsForItsKioskAndItsStoredHashOnly() {
        assertTrue(hashes.matches("a", "hash of right", "right"));
        assertTrue(hashes.matches("b", "hash of right", "right"));
        assertFalse(hashes.matches("a", "hash of other", "right"));

        assertEquals(3, slow.checks.get());
    }

    @Test
    void whatBcryptWouldCutOffIsNoPassword() {
        assertThrows(IllegalArgumentException.class, () -> hashes.hash("é".repeat(37)));
        assertFalse(hashes.matches("a", "hash of " + "é".repeat(37), "é".repeat(37)));
        assertEquals("hash of " + "é".repeat(36), hashes.hash("é".repeat(36)));
    }

    @Test
    void bcryptIsSaltedAndDescribesItself() {
        var bcrypt = new PasswordHashes.Bcrypt10();

        String hash = bcrypt.hash("secret");

        assertTrue(hash.startsWith("$2b$10$"), hash);
        assertNotEquals(hash, bcrypt.hash("secret"));
        assertTrue(bcrypt.check("secret", hash));
        assertFalse(bcrypt.check("Secret", hash));
    }

    @Test
    void hashesOfAnotherCostAreStillChecked() {
        String cheaper = com.password4j.BcryptFunction.getInstance(com.password4j.types.Bcrypt.B, 4)
                .hash("secret")
                .getResult();

        assertTrue(new PasswordHashes.Bcrypt10().check("secret", cheaper));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
