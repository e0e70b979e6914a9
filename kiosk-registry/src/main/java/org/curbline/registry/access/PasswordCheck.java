package org.curbline.registry.access;

import java.util.Objects;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a password is a kiosk's, found out in two steps: from memory, and if that says no, from the database, where
 * another gateway may have set a newer one. What was tried in memory is not tried again, however long it is until then.
 * Any thread.
 */
public final class PasswordCheck {
    private final RegistryDatabase database;
    private final PasswordHashes passwords;
    private final String kiosk;
    private final KnownPassword known;
    private final String password;
    private volatile @Nullable KnownPassword fitted;

    public PasswordCheck(
            RegistryDatabase database, PasswordHashes passwords, String kiosk, KnownPassword known, String password) {
        this.database = database;
        this.passwords = passwords;
        this.kiosk = kiosk;
        this.known = known;
        this.password = password;
    }

    /** Whether {@link #fitsMemory} takes microseconds: there is none, or the answer is remembered. */
    public boolean isQuick() {
        return known.hash() == null || passwords.remembered(kiosk, known.hash(), password) != null;
    }

    /**
     * Whether it is the one in memory. Tens of milliseconds of processor the first time, little while the answer is
     * remembered; does not wait.
     */
    public boolean fitsMemory() {
        return fits(known);
    }

    /**
     * Whether it is a newer one. Blocking.
     *
     * @throws RegistryException if the database is away
     */
    public boolean fitsDatabase() {
        KnownPassword current = database.read(handle ->
                new KnownPassword(kiosk, CredentialTable.find(handle, kiosk), RegistryDatabase.revision(handle)));
        return !Objects.equals(current.hash(), known.hash()) && fits(current);
    }

    /** What it fitted; null if it did not, or was not tried. */
    public @Nullable KnownPassword fitted() {
        return fitted;
    }

    private boolean fits(KnownPassword current) {
        if (current.hash() == null || !passwords.matches(kiosk, current.hash(), password)) {
            return false;
        }
        fitted = current;
        return true;
    }
}
