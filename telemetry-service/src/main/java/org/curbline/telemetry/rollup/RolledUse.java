package org.curbline.telemetry.rollup;

import java.util.List;
import java.util.Locale;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;

/** What people use, where its points are, and what tells its kinds apart. */
public enum RolledUse {
    WIFI(Measurement.WIFI, Columns.NETWORK, 1_100_000),
    CHARGING(Measurement.CHARGING, Columns.PORT, 100_000),
    CALL(Measurement.CALL, Columns.KIND, 100_000),
    TABLET(Measurement.TABLET, Columns.ACTIVITY, 100_000);

    /** What is summed of any of them, as far as its points have it. */
    public static final List<Whole> SUMMED = List.of(Columns.DURATION, Columns.DOWN, Columns.UP, Columns.ENERGY);

    private final Measurement points;
    private final Tag kind;
    private final long mostAtOnce;

    RolledUse(Measurement points, Tag kind, long mostAtOnce) {
        this.points = points;
        this.kind = kind;
        this.mostAtOnce = mostAtOnce;
    }

    public Measurement points() {
        return points;
    }

    /** The tag of its points that becomes the kind of a rollup. */
    public Tag kind() {
        return kind;
    }

    /**
     * Days that are read together have so many at most, as what is summed up of them is in memory: of WiFi several make
     * one rollup.
     */
    long mostAtOnce() {
        return mostAtOnce;
    }

    /** What is summed of it. */
    public List<Whole> sums() {
        return SUMMED.stream().filter(points.fields()::contains).toList();
    }

    /** The service of a rollup, and in answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
