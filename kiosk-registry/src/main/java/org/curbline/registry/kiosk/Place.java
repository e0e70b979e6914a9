package org.curbline.registry.kiosk;

/**
 * Where a kiosk stands. Every text may be empty: the city's lists have many blanks.
 *
 * @param latitude WGS 84, degrees north, -90 to 90
 * @param longitude WGS 84, degrees east, -180 to 180
 * @param borough such as {@code Staten Island}
 * @param communityBoard borough digit and district, such as {@code 105} for the fifth of Manhattan
 * @param address street and number
 * @param neighborhood such as {@code West Village}
 */
public record Place(
        double latitude, double longitude, String borough, String communityBoard, String address, String neighborhood) {
    public static final int LONGEST_TEXT = 200;

    /**
     * @throws IllegalArgumentException if the coordinates are out of range, or a text has control characters, half
     *     surrogate pairs or more than 200 characters
     */
    public Place {
        if (!isLatitude(latitude) || !isLongitude(longitude)) {
            throw new IllegalArgumentException("Not a place on earth: " + latitude + ", " + longitude);
        }
        requireStorable("borough", borough);
        requireStorable("communityBoard", communityBoard);
        requireStorable("address", address);
        requireStorable("neighborhood", neighborhood);
    }

    public static boolean isLatitude(double degrees) {
        return degrees >= -90 && degrees <= 90;
    }

    public static boolean isLongitude(double degrees) {
        return degrees >= -180 && degrees <= 180;
    }

    public static void requireStorable(String name, String text) {
        if (text.length() > LONGEST_TEXT || !text.codePoints().allMatch(Place::isStorable)) {
            throw new IllegalArgumentException(
                    name + " must be at most " + LONGEST_TEXT + " characters, and no control characters");
        }
    }

    /** PostgreSQL takes neither U+0000 nor half a surrogate pair; a page shows no control character well. */
    public static boolean isStorable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
