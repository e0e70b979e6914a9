package org.curbline.gateway;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.Lifecycle;
import org.curbline.registry.Place;
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
    /** Where each stands, on a globe of radius 1: x, y and z. No number for one that has no place. */
    private final double[] globe;

    private KioskColumns(Collection<Kiosk> all, StatusBoard board) {
        this.known = board.size();
        this.all = all;
        this.kiosks = List.copyOf(all);
        this.boroughs = new String[kiosks.size()];
        this.lifecycles = new Lifecycle[kiosks.size()];
        this.rows = new int[kiosks.size()];
        this.globe = new double[3 * kiosks.size()];
        for (int i = 0; i < rows.length; i++) {
            Kiosk kiosk = kiosks.get(i);
            Place place = kiosk.place();
            boroughs[i] = place == null ? "" : place.borough();
            lifecycles[i] = kiosk.lifecycle();
            rows[i] = board.row(kiosk.id());
            Point point = place == null ? Point.NOWHERE : Point.of(place.latitude(), place.longitude());
            globe[3 * i] = point.x;
            globe[3 * i + 1] = point.y;
            globe[3 * i + 2] = point.z;
        }
    }

    /** Those that there are now: the ones made before, as long as no others are registered or known. */
    static KioskColumns of(KioskRegistry registry, StatusBoard board, @Nullable KioskColumns before) {
        Collection<Kiosk> all = registry.all();
        boolean isSame = before != null && before.all == all && before.known == board.size();
        return before != null && isSame ? before : new KioskColumns(all, board);
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
