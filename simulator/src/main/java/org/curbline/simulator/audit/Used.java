package org.curbline.simulator.audit;

import java.util.Map;

/**
 * Uses of one service, added up: what each measure of the usage API comes to.
 *
 * @param count how many
 * @param durationSeconds of all together
 * @param downBytes of WiFi; 0 of every other service, as the next two are of what they are not measured of
 */
record Used(long count, long durationSeconds, long downBytes, long upBytes, long energyMilliwattHours) {
    static final Used NONE = new Used(0, 0, 0, 0, 0);

    /** One use, by the columns of an event. */
    static Used one(Map<String, ?> event) {
        return new Used(
                1,
                whole(event, "duration_seconds"),
                whole(event, "down_bytes"),
                whole(event, "up_bytes"),
                whole(event, "energy_milliwatt_hours"));
    }

    /** What a row of the usage API says. */
    static Used answered(Map<String, ?> row) {
        return new Used(
                whole(row, "count"),
                whole(row, "durationSeconds"),
                whole(row, "downBytes"),
                whole(row, "upBytes"),
                whole(row, "energyMilliwattHours"));
    }

    Used plus(Used other) {
        return new Used(
                count + other.count,
                durationSeconds + other.durationSeconds,
                downBytes + other.downBytes,
                upBytes + other.upBytes,
                energyMilliwattHours + other.energyMilliwattHours);
    }

    private static long whole(Map<String, ?> values, String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public String toString() {
        return count + " (" + durationSeconds + " s, " + downBytes + " B down, " + upBytes + " B up, "
                + energyMilliwattHours + " mWh)";
    }
}
