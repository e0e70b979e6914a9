package org.curbline.telemetry;

import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.Place;
import org.jspecify.annotations.Nullable;

/** Where kiosks stand, by the names that answers have for it. */
final class KioskPlaces implements Places {
    private final KioskRegistry registry;

    KioskPlaces(KioskRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String borough(String kiosk) {
        return borough(place(kiosk));
    }

    @Override
    public String district(String kiosk) {
        return district(place(kiosk));
    }

    static String borough(@Nullable Place place) {
        return place == null || place.borough().isBlank() ? UNKNOWN : place.borough();
    }

    static String district(@Nullable Place place) {
        return place == null || place.communityBoard().isBlank() ? UNKNOWN : place.communityBoard();
    }

    private @Nullable Place place(String id) {
        Kiosk kiosk = registry.find(id);
        return kiosk == null ? null : kiosk.place();
    }
}
