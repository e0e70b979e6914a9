package org.curbline.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole registry in memory, as of one revision of the database; never changed, only replaced. */
final class Snapshot {
    private final long revision;
    private final Map<String, Kiosk> kiosks;
    private final Map<String, String> passwordHashes;
    private final List<MaintenanceWindow> windows;

    // Made when first asked for, twice if two threads ask at once: thousands of kiosks may be discovered in a row.
    private volatile @Nullable List<Kiosk> sorted;

    private Snapshot(
            long revision,
            Map<String, Kiosk> kiosks,
            Map<String, String> passwordHashes,
            List<MaintenanceWindow> windows) {
        this.revision = revision;
        this.kiosks = kiosks;
        this.passwordHashes = passwordHashes;
        this.windows = windows;
    }

    static Snapshot of(
            long revision,
            Collection<Kiosk> kiosks,
            Map<String, String> passwordHashes,
            List<MaintenanceWindow> windows) {
        return new Snapshot(revision, Map.of(), Map.of(), windows)
                .with(revision, new Change<>("", kiosks, passwordHashes, null));
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
        return new Snapshot(newRevision, newKiosks, newHashes, newWindows);
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

    @Nullable
    String passwordHash(String canonicalId) {
        return passwordHashes.get(canonicalId);
    }
}
