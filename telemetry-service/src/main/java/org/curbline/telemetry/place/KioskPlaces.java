package org.curbline.telemetry.place;

import java.time.Instant;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Place;
import org.jspecify.annotations.Nullable;

/** Where kiosks stood at a time, by the names that answers have for it. */
public final class KioskPlaces implements Places {
    private final KioskRegistry registry;
    private final Instant at;

    private KioskPlaces(KioskRegistry registry, Instant at) {
        this.registry = registry;
        this.at = at;
    }

    public static KioskPlaces at(Instant time, KioskRegistry registry) {
        return new KioskPlaces(registry, time);
    }

    /** At the very end of a time that is over then. */
    public static KioskPlaces before(Instant end, KioskRegistry registry) {
        return new KioskPlaces(registry, end.minusMillis(1));
    }

    @Override
    public String borough(String kiosk) {
        return borough(registry.placeAt(kiosk, at));
    }

    @Override
    public String district(String kiosk) {
        return district(registry.placeAt(kiosk, at));
    }

    private static String borough(@Nullable Place place) {
        return place == null || place.borough().isBlank() ? UNKNOWN : place.borough();
    }

    private static String district(@Nullable Place place) {
        return place == null || place.communityBoard().isBlank() ? UNKNOWN : place.communityBoard();
    }
}
