package org.curbline.registry.list;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a kiosk list that the registry understands, under all the names the city has given them. */
enum ListColumn {
    ID("Site ID", "Link Site ID", "Kiosk ID"),
    TYPE("Planned Kiosk Type", "Kiosk Type", "Type"),
    STATUS("Installation Status", "Status"),
    BOROUGH("Borough", "Boro"),
    COMMUNITY_BOARD("Community Board"),
    ADDRESS("Street Address", "Address"),
    LATITUDE("Latitude"),
    LONGITUDE("Longitude"),
    INSTALLED("Installation Complete", "Installation Date"),
    ACTIVATED("Activation Complete", "Activation Date"),
    NEIGHBORHOOD("Neighborhood Tabulation Area (NTA)", "Neighborhood Tabulation Area", "Neighborhood", "NTA"),
    LOCATION("Location", "Coordinates");

    private static final Map<String, ListColumn> BY_NAME = byName();

    private final List<String> names;

    ListColumn(String... names) {
        this.names = List.of(names);
    }

    /** The column of this name, whatever its case, spaces, underscores and brackets; null if it is none of ours. */
    static @Nullable ListColumn named(String name) {
        return BY_NAME.get(bare(name));
    }

    /** The name the city's present list uses. */
    String usualName() {
        return names.get(0);
    }

    private static Map<String, ListColumn> byName() {
        Map<String, ListColumn> columns = new HashMap<>();
        for (ListColumn column : values()) {
            column.names.forEach(name -> columns.put(bare(name), column));
        }
        return columns;
    }

    private static String bare(String name) {
        StringBuilder bare = new StringBuilder(name.length());
        name.toLowerCase(Locale.ROOT).chars().filter(Character::isLetterOrDigit).forEach(c -> bare.append((char) c));
        return bare.toString();
    }
}
