package org.curbline.gateway;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Place;
import org.jspecify.annotations.Nullable;

/**
 * The registered kiosks in the order of ids, in columns: what is asked of each kiosk of a fleet lies side by side,
 * where a look at each would wait for memory each time. Not changed afterwards. Any thread.
 */
final class KioskColumns {
    private final Collection<Kiosk> all;
    private final int known;
    private final List<Kiosk> kiosks;
    private final String[] boroughs;
    private final Lifecycle[] lifecycles;
    private final int[] rows;
    private final int[] ofRows;
    /** Where each stands, on a globe of radius 1: x, y and z. No number for one that has no place. */
    private final double[] globe;

    private KioskColumns(Collection<Kiosk> all, StatusBoard board) {
        this.known = board.size();
        this.all = all;
        this.kiosks = List.copyOf(all);
        this.boroughs = new String[kiosks.size()];
        this.lifecycles = new Lifecycle[kiosks.size()];
        this.rows = new int[kiosks.size()];
        this.ofRows = new int[known];
        Arrays.fill(ofRows, -1);
        this.globe = new double[3 * kiosks.size()];
        for (int i = 0; i < rows.length; i++) {
            Kiosk kiosk = kiosks.get(i);
            Place place = kiosk.place();
            boroughs[i] = place == null ? "" : place.borough();
            lifecycles[i] = kiosk.lifecycle();
            rows[i] = board.row(kiosk.id());
            if (rows[i] >= 0 && rows[i] < known) {
                ofRows[rows[i]] = i;
            }
            Point point = place == null ? Point.NOWHERE : Point.of(place.latitude(), place.longitude());
            globe[3 * i] = point.x;
            globe[3 * i + 1] = point.y;
            globe[3 * i + 2] = point.z;
        }
    }

    Kiosk get(int number) {
        return kiosks.get(number);
    }

    /** The numbers of those that fit, in the order of ids. What is empty lets everything through. */
    int[] chosen(Set<String> ofBoroughs, Set<Lifecycle> ofLifecycles, @Nullable IntPredicate showing) {
        return IntStream.range(0, rows.length)
                .filter(i -> (ofBoroughs.isEmpty() || ofBoroughs.contains(boroughs[i]))
                        && (ofLifecycles.isEmpty() || ofLifecycles.contains(lifecycles[i]))
                        && (showing == null || showing.test(rows[i])))
                .toArray();
    }

    int count(IntPredicate ofRows) {
        return (int) IntStream.of(rows).filter(ofRows).count();
    }

    /** Of the kiosk that the board has under a number; empty if it is not known, or the kiosk is not registered. */
    String boroughOfRow(int row) {
        int number = row < ofRows.length ? ofRows[row] : -1;
        return number < 0 ? "" : boroughs[number];
    }

    boolean hasPlace(int number) {
        return !Double.isNaN(globe[3 * number]);
    }

    /** The square of the straight way through the globe, which is longer for who is farther away. */
    double distance(int number, Point from) {
        double x = globe[3 * number] - from.x;
        double y = globe[3 * number + 1] - from.y;
        double z = globe[3 * number + 2] - from.z;
        return x * x + y * y + z * z;
    }

    /** Those that there are now, made anew when others are registered or known. Any thread. */
    static final class Latest {
        private final KioskRegistry registry;
        private final StatusBoard board;
        private volatile @Nullable KioskColumns made;

        Latest(KioskRegistry registry, StatusBoard board) {
            this.registry = registry;
            this.board = board;
        }

        KioskColumns get() {
            Collection<Kiosk> all = registry.all();
            KioskColumns before = made;
            if (before != null && before.all == all && before.known == board.size()) {
                return before;
            }
            KioskColumns now = new KioskColumns(all, board);
            made = now;
            return now;
        }
    }

    /** On a globe of radius 1. */
    record Point(double x, double y, double z) {
        private static final Point NOWHERE = new Point(Double.NaN, Double.NaN, Double.NaN);

        /** From degrees north and east. */
        static Point of(double latitude, double longitude) {
            double north = Math.toRadians(latitude);
            double east = Math.toRadians(longitude);
            return new Point(Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north));
        }
    }
}
