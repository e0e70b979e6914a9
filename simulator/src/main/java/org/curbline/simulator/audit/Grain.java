package org.curbline.simulator.audit;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A way in which the usage API cuts the time or tells the kiosks apart. */
enum Grain {
    KIOSK("by=kiosk", "kiosk"),
    KIND("by=kind", "kind"),
    HOUR_OF_DAY("by=hour-of-day", "hourOfDay"),
    WEEKDAY("by=weekday", "weekday"),
    BOROUGH("by=borough", "borough"),
    DISTRICT("by=district", "district"),
    HOUR("bucket=hour", "start"),
    DAY("bucket=day", "start"),
    WEEK("bucket=week", "start"),
    MONTH("bucket=month", "start");

    /** The one key of what is told apart by places. */
    static final String EVERYWHERE = "in all places";

    private final String parameter;
    private final String column;

    Grain(String parameter, String column) {
        this.parameter = parameter;
        this.column = column;
    }

    /** What to ask the API for. */
    String parameter() {
        return parameter;
    }

    /** Where the answer has the key of a row. */
    String column() {
        return column;
    }

    /** Whether rows begin at moments. */
    boolean isOfTime() {
        return column.equals("start");
    }

    /** Whether the ledger does not know the keys: only all rows together can be compared. */
    boolean isOfPlace() {
        return this == BOROUGH || this == DISTRICT;
    }

    /**
     * The key under which an answer must have a use.
     *
     * @param begun the greatest of the answer's beginnings that is not after the use; null if there is none
     */
    String keyOf(String kiosk, String kind, ZonedDateTime hour, @Nullable Instant begun) {
        return switch (this) {
            case KIOSK -> kiosk;
            case KIND -> kind;
            case HOUR_OF_DAY -> Integer.toString(hour.getHour());
            case WEEKDAY -> hour.getDayOfWeek().name().toLowerCase(Locale.ROOT);
            case BOROUGH, DISTRICT -> EVERYWHERE;
            case HOUR, DAY, WEEK, MONTH -> begun == null ? "before the first" : begun.toString();
        };
    }
}
