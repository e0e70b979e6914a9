package org.curbline.registry.access;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a kiosk's password at a revision of the registry.
 *
 * @param hash null if it has none
 */
public record KnownPassword(String kiosk, @Nullable String hash, long revision) {
    /** Whether it is the same by what is known now; what is known no longer than this says nothing. */
    public boolean holds(KnownPassword now) {
        return now.revision < revision || Objects.equals(hash, now.hash);
    }

    @Override
    public String toString() {
        return "the password of " + kiosk + " at revision " + revision;
    }
}
