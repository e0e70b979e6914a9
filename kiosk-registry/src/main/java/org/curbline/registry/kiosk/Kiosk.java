package org.curbline.registry.kiosk;

import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kiosk as the registry knows it. Ids are compared without case: the constructor makes the id lower case.
 *
 * @param id 1 to 64 of lower-case letters, digits, {@code _} and {@code -}, beginning with a letter or digit
 * @param type the hardware as the list's owner calls it, such as {@code Link5G_Ad}; empty if not known
 * @param place null if nobody said where it stands
 * @param installed the day it was set up, in the city's calendar
 * @param activated the day it began to serve the public, in the city's calendar
 */
public record Kiosk(
        String id,
        Lifecycle lifecycle,
        String type,
        @Nullable Place place,
        @Nullable LocalDate installed,
        @Nullable LocalDate activated,
        Origin origin) {
    private static final Pattern CANONICAL = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    /** @throws IllegalArgumentException if the id is none, or the type has control characters or is too long */
    public Kiosk {
        id = canonical(id);
        if (!CANONICAL.matcher(id).matches()) {
            throw new IllegalArgumentException("Not a kiosk id: letters, digits, '_' and '-' are allowed, at most 64");
        }
        Place.requireStorable("type", type);
    }

    /** The kiosk with another lifecycle, everything else as it is. */
    public Kiosk withLifecycle(Lifecycle other) {
        return new Kiosk(id, other, type, place, installed, activated, origin);
    }

    /** The kiosk at another place, everything else as it is. */
    public Kiosk withPlace(@Nullable Place other) {
        return new Kiosk(id, lifecycle, type, other, installed, activated, origin);
    }

    public static boolean isId(String text) {
        return CANONICAL.matcher(canonical(text)).matches();
    }

    public static String canonical(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
