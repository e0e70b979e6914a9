package org.curbline.registry;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.registry.database.Change;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.Stay;
import org.jspecify.annotations.Nullable;

/** The whole registry in memory, as of one revision of the database; never changed, only replaced. */
final class Snapshot {
    private final long revision;
    private final Map<String, Kiosk> kiosks;
    private final Map<String, String> passwordHashes;
    private final List<MaintenanceWindow> windows;
    /** Of kiosks that stood in several places, in the order of time. */
    private final Map<String, List<Stay>> stays;

    // Made when first asked for, twice if two threads ask at once: thousands of kiosks may be discovered in a row.
    private volatile @Nullable List<Kiosk> sorted;

    private Snapshot(
            long revision,
            Map<String, Kiosk> kiosks,
            Map<String, String> passwordHashes,
            List<MaintenanceWindow> windows,
            Map<String, List<Stay>> stays) {
        this.revision = revision;
        this.kiosks = kiosks;
        this.passwordHashes = passwordHashes;
        this.windows = windows;
        this.stays = stays;
    }

    static Snapshot of(
            long revision,
            Collection<Kiosk> kiosks,
            Map<String, String> passwordHashes,
            List<MaintenanceWindow> windows,
            Map<String, List<Stay>> stays) {
        return new Snapshot(revision, Map.of(), Map.of(), windows, Map.of())
                .with(revision, new Change<>("", kiosks, passwordHashes, null, stays));
    }

    /** This, and what a change made of it. */
    Snapshot with(long newRevision, Change<?> change) {
        Map<String, Kiosk> newKiosks = kiosks;
        if (!change.kiosks().isEmpty()) {
            newKiosks = new HashMap<>(kiosks);
            for (Kiosk kiosk : change.kiosks()) {
                newKiosks.put(kiosk.id(), kiosk);
            }
        }
        Map<String, String> newHashes = passwordHashes;
        if (!change.passwordHashes().isEmpty()) {
            newHashes = new HashMap<>(passwordHashes);
            newHashes.putAll(change.passwordHashes());
            newHashes.values().removeIf(Change.NO_PASSWORD::equals);
        }
        List<MaintenanceWindow> newWindows = change.windows() == null ? windows : List.copyOf(change.windows());
        Map<String, List<Stay>> newStays = stays;
        if (!change.stays().isEmpty()) {
            newStays = new HashMap<>(stays);
            newStays.putAll(change.stays());
            newStays.values().removeIf(all -> all.size() < 2);
            newStays = Collections.unmodifiableMap(newStays);
        }
        return new Snapshot(newRevision, newKiosks, newHashes, newWindows, newStays);
    }

    long revision() {
        return revision;
    }

    @Nullable
    Kiosk find(String canonicalId) {
        return kiosks.get(canonicalId);
    }

    /** By id. */
    List<Kiosk> sorted() {
        List<Kiosk> list = sorted;
        if (list == null) {
            list = kiosks.values().stream()
                    .sorted(Comparator.comparing(Kiosk::id))
                    .toList();
            sorted = list;
        }
        return list;
    }

    /** The earliest first; the same list until one changes. */
    List<MaintenanceWindow> windows() {
        return windows;
    }

    /** Where kiosks stood when, of those that stood in several places. */
    Map<String, List<Stay>> moved() {
        return stays;
    }

    @Nullable
    Place placeAt(String canonicalId, Instant at) {
        List<Stay> all = stays.get(canonicalId);
        if (all == null) {
            Kiosk kiosk = kiosks.get(canonicalId);
            return kiosk == null ? null : kiosk.place();
        }
        Place place = null;
        for (Stay stay : all) {
            if (!stay.from().isAfter(at)) {
                place = stay.place();
            }
        }
        return place;
    }

    @Nullable
    String passwordHash(String canonicalId) {
        return passwordHashes.get(canonicalId);
    }
}
