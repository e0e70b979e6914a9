package org.curbline.program.settings;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong with values each of which can be used by itself.
 *
 * @param key the full key of the one to look at first
 * @param beside the full keys of the others: nothing is said if one of them cannot be used by itself
 * @param sentence for people
 */
public record Objection(String key, List<String> beside, String sentence) {
    public Objection {
        beside = List.copyOf(beside);
    }

    List<String> keys() {
        return Stream.concat(Stream.of(key), beside.stream()).toList();
    }
}
