package org.curbline.registry;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.curbline.registry.database.Change;
import org.curbline.registry.database.Changes;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.kiosk.Stay;
import org.curbline.registry.table.KioskTable;
import org.curbline.registry.table.LifecycleTable.Decision;
import org.curbline.registry.table.PlaceHistory;
import org.curbline.registry.table.StayTable;

/**
 * Where kiosks stood, and what people say of it. Nothing that was entered is ever rewritten: what was wrong is
 * corrected by a further entry. Blocking.
 */
public final class KioskMoves {
    private final RegistryDatabase database;
    private final Changes changes;
    private final InstantSource clock;

    KioskMoves(RegistryDatabase database, Changes changes, InstantSource clock) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
    }

    /** All that was entered about a kiosk, in that order; of entries with the same beginning the last one counts. */
    public List<Stay> of(String kiosk) {
        return database.read(handle -> StayTable.of(handle, Kiosk.canonical(kiosk)));
    }

    /**
     * Enters where a kiosk stands.
     *
     * @param when a move: since when; a correction: when it was said to stand where it did not
     * @param by who says so
     * @param reason why; may be empty
     * @return whether that is news; if not, nothing is written
     * @throws IllegalArgumentException if the kiosk is not registered, the time has not come yet, nobody says so, or a
     *     text cannot be stored
     */
    public boolean enter(String kiosk, Place place, PlaceChange change, Instant when, String by, String reason) {
        Place.requireStorable("by", by);
        Place.requireStorable("reason", reason);
        if (by.isBlank()) {
            throw new IllegalArgumentException("by must say who.");
        }
        Instant now = clock.instant();
        Instant at = when.truncatedTo(ChronoUnit.MILLIS);
        if (at.isAfter(now) || !at.isAfter(Stay.EVER)) {
            throw new IllegalArgumentException("It is " + now + ": where a kiosk stands is entered when it does.");
        }
        return changes.change(handle -> {
            Kiosk before = KioskTable.find(handle, Kiosk.canonical(kiosk));
            if (before == null) {
                throw new IllegalArgumentException("No kiosk of this name is registered: " + kiosk);
            }
            PlaceHistory history = StayTable.history(handle, before.id());
            Decision decision = new Decision(by, now, reason);
            switch (change) {
                case MOVE -> history.move(place, at, decision);
                case CORRECTION -> history.correct(place, at, decision);
            }
            if (history.added().isEmpty()) {
                return Change.nothing(false);
            }
            StayTable.insert(handle, List.of(history));
            Kiosk after = before.withPlace(history.today());
            List<Kiosk> changed = after.equals(before) ? List.of() : List.of(after);
            KioskTable.update(handle, changed, now);
            return Change.ofKiosks(true, changed, Map.of(before.id(), history.stays()));
        });
    }
}
