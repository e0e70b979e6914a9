package org.curbline.telemetry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.telemetry.rollup.Areas;

/**
 * Where the kiosks of areas stand, as the registry knows it now. Of an area with kiosks in several places nothing can
 * be said; its kiosks are to be asked for one by one.
 */
final class AreaPlaces implements Places {
    private final Map<String, Where> areas = new HashMap<>();
    private final Set<String> kiosksApart = new HashSet<>();

    private AreaPlaces() {}

    static AreaPlaces of(KioskRegistry registry) {
        AreaPlaces places = new AreaPlaces();
        for (Kiosk kiosk : registry.all()) {
            Where where = new Where(KioskPlaces.borough(kiosk.place()), KioskPlaces.district(kiosk.place()), true);
            places.areas.merge(Areas.of(kiosk.id()), where, (one, other) -> one.equals(other) ? one : Where.SEVERAL);
        }
        for (Kiosk kiosk : registry.all()) {
            if (!places.isOnePlace(Areas.of(kiosk.id()))) {
                places.kiosksApart.add(kiosk.id());
            }
        }
        return places;
    }

    /** All areas that are known. */
    Set<String> areas() {
        return areas.keySet();
    }

    boolean isOnePlace(String area) {
        return areas.getOrDefault(area, Where.NOWHERE).isOne;
    }

    /** The kiosks of areas with several places. */
    Set<String> kiosksApart() {
        return kiosksApart;
    }

    @Override
    public String borough(String area) {
        return areas.getOrDefault(area, Where.NOWHERE).borough;
    }

    @Override
    public String district(String area) {
        return areas.getOrDefault(area, Where.NOWHERE).district;
    }

    /** @param isOne whether all kiosks stand there */
    private record Where(String borough, String district, boolean isOne) {
        static final Where NOWHERE = new Where(UNKNOWN, UNKNOWN, true);
        static final Where SEVERAL = new Where("", "", false);
    }
}
