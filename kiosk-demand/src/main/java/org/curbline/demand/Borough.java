package org.curbline.demand;

import java.util.Optional;

/** New York's boroughs, with how many kiosks were live in each in October 2025 (data set s4kf-3yrf). */
public enum Borough {
    MANHATTAN("Manhattan", "mn", 1, 12, 1224),
    BRONX("Bronx", "bx", 2, 12, 214),
    BROOKLYN("Brooklyn", "bk", 3, 18, 355),
    QUEENS("Queens", "qu", 4, 14, 394),
    STATEN_ISLAND("Staten Island", "si", 5, 3, 50);

    private final String title;
    private final String prefix;
    private final int digit;
    private final int districts;
    private final int liveKiosks;

    Borough(String title, String prefix, int digit, int districts, int liveKiosks) {
        this.title = title;
        this.prefix = prefix;
        this.digit = digit;
        this.districts = districts;
        this.liveKiosks = liveKiosks;
    }

    /** The borough a name in the city's list means, compared without case. */
    public static Optional<Borough> named(String name) {
        for (Borough borough : values()) {
            if (borough.title.equalsIgnoreCase(name.strip())) {
                return Optional.of(borough);
            }
        }
        return Optional.empty();
    }

    /** The name as the city writes it. */
    public String title() {
        return title;
    }

    /** The two letters kiosk ids begin with. */
    public String prefix() {
        return prefix;
    }

    /** The digit community boards begin with. */
    public int digit() {
        return digit;
    }

    /** How many community districts it has. */
    public int districts() {
        return districts;
    }

    /** Kiosks live in October 2025. */
    public int liveKiosks() {
        return liveKiosks;
    }
}
