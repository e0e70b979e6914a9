package org.curbline.registry.list;

import java.time.LocalDate;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.jspecify.annotations.Nullable;

/** What a list says of one kiosk: null or empty where it says nothing. */
public record ListedKiosk(
        String id,
        @Nullable Lifecycle lifecycle,
        String type,
        @Nullable Place place,
        @Nullable LocalDate installed,
        @Nullable LocalDate activated) {

    /** The kiosk as it is to be registered, given what is known of it. A blank erases nothing. */
    public Kiosk mergedInto(@Nullable Kiosk known) {
        if (known == null) {
            Lifecycle first = lifecycle == null ? guessed() : lifecycle;
            return new Kiosk(id, first, type, place, installed, activated, Origin.IMPORTED);
        }
        return new Kiosk(
                id,
                lifecycle(known.lifecycle()),
                orElse(type, known.type()),
                place == null ? known.place() : merged(place, known.place()),
                installed == null ? known.installed() : installed,
                activated == null ? known.activated() : activated,
                Origin.IMPORTED);
    }

    private Lifecycle guessed() {
        if (activated != null) {
            return Lifecycle.ACTIVE;
        }
        return installed == null ? Lifecycle.PLANNED : Lifecycle.INSTALLED;
    }

    /** A list knows nothing of maintenance: to it, a kiosk being repaired is live. */
    private Lifecycle lifecycle(Lifecycle known) {
        if (lifecycle == null || (lifecycle == Lifecycle.ACTIVE && known == Lifecycle.MAINTENANCE)) {
            return known;
        }
        return lifecycle;
    }

    private static Place merged(Place listed, @Nullable Place known) {
        if (known == null) {
            return listed;
        }
        return new Place(
                listed.latitude(),
                listed.longitude(),
                orElse(listed.borough(), known.borough()),
                orElse(listed.communityBoard(), known.communityBoard()),
                orElse(listed.address(), known.address()),
                orElse(listed.neighborhood(), known.neighborhood()));
    }

    private static String orElse(String listed, String known) {
        return listed.isEmpty() ? known : listed;
    }
}
