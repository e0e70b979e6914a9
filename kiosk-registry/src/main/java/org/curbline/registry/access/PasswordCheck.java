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
    private final @Nullable String known;
    private final String password;

    public PasswordCheck(
            RegistryDatabase database,
            PasswordHashes passwords,
            String kiosk,
            @Nullable String known,
            String password) {
        this.database = database;
        this.passwords = passwords;
        this.kiosk = kiosk;
        this.known = known;
        this.password = password;
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
        String current = database.find(handle -> CredentialTable.find(handle, kiosk));
        return !Objects.equals(current, known) && fits(current);
    }

    private boolean fits(@Nullable String hash) {
        return hash != null && passwords.matches(kiosk, hash, password);
    }
}
