package org.curbline.registry.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.kiosk.Stay;
import org.curbline.registry.table.LifecycleTable.Decision;
import org.jspecify.annotations.Nullable;

/** Where one kiosk stood when, as it was entered. Not thread-safe. */
public final class PlaceHistory {
    private final String kiosk;
    private final NavigableMap<Instant, Stay> stays = new TreeMap<>();
    private final List<Stay> added = new ArrayList<>();
    private int entries;

    public PlaceHistory(String kiosk) {
        this.kiosk = kiosk;
    }

    public String kiosk() {
        return kiosk;
    }

    /** In the order in which they were entered. */
    void know(Stay entered) {
        stays.put(entered.from(), entered);
        entries++;
    }

    /** How many entries are written already. */
    int entries() {
        return entries;
    }

    /** Those that are to be written. */
    public List<Stay> added() {
        return added;
    }

    /** Where it stands now; null if nobody knows. */
    @Nullable
    public Place today() {
        return stays.isEmpty() ? null : stays.lastEntry().getValue().place();
    }

    /** In the order of time, each at another place than the one before. */
    public List<Stay> stays() {
        List<Stay> all = new ArrayList<>();
        for (Stay stay : stays.values()) {
            if (all.isEmpty() || !Objects.equals(all.get(all.size() - 1).place(), stay.place())) {
                all.add(stay);
            }
        }
        return List.copyOf(all);
    }

    /**
     * Takes over a place that somebody put there without a word on what happened: at other coordinates it was moved
     * now, other words for the same ones correct what was said.
     */
    public void put(@Nullable Place place, PlaceChange change, Decision decision) {
        Place before = today();
        if (Objects.equals(before, place)) {
            return;
        }
        if (change == PlaceChange.CORRECTION || isSameSpot(before, place)) {
            correct(place, stays.isEmpty() ? Stay.EVER : stays.lastKey(), decision);
        } else {
            Instant now = decision.at().truncatedTo(ChronoUnit.MILLIS);
            boolean aheadOfUs = !stays.isEmpty() && stays.lastKey().isAfter(now); // another gateway's clock
            move(place, aheadOfUs ? stays.lastKey() : now, decision);
        }
    }

    /** It stands there from a time on, until it was moved next. */
    public void move(@Nullable Place place, Instant from, Decision decision) {
        Map.Entry<Instant, Stay> then = stays.floorEntry(from);
        if (then == null) {
            enter(Stay.EVER, place, decision);
        } else if (!Objects.equals(then.getValue().place(), place)) {
            enter(from, place, decision);
        }
    }

    /** The place that it is said to have had at a time was wrong, for as long as it is said to have stood there. */
    public void correct(@Nullable Place place, Instant at, Decision decision) {
        Map.Entry<Instant, Stay> then = stays.floorEntry(at);
        if (then == null) {
            enter(Stay.EVER, place, decision);
            return;
        }
        Place wrong = then.getValue().place();
        if (Objects.equals(wrong, place)) {
            return;
        }
        List<Instant> froms = new ArrayList<>();
        for (Stay stay : stays.headMap(at, true).descendingMap().values()) {
            if (!Objects.equals(stay.place(), wrong)) {
                break;
            }
            froms.add(stay.from());
        }
        for (Stay stay : stays.tailMap(at, false).values()) {
            if (!Objects.equals(stay.place(), wrong)) {
                break;
            }
            froms.add(stay.from());
        }
        froms.forEach(from -> enter(from, place, decision));
    }

    private void enter(Instant from, @Nullable Place place, Decision decision) {
        Stay stay = new Stay(
                kiosk, from, place, decision.at().truncatedTo(ChronoUnit.MILLIS), decision.by(), decision.reason());
        stays.put(from, stay);
        added.add(stay);
    }

    private static boolean isSameSpot(@Nullable Place before, @Nullable Place now) {
        return before != null
                && now != null
                && before.latitude() == now.latitude()
                && before.longitude() == now.longitude();
    }
}
