package org.curbline.gateway.webhooks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.curbline.gateway.stream.EventFilter;

/**
 * Which events a receiver wants to be told, as it is asked for, kept and shown. An empty set lets everything through.
 *
 * @param services an event about a whole kiosk is about all its services
 */
public record Wanted(Set<String> types, Set<String> services, Set<String> kiosks, Set<String> boroughs) {
    private static final String TYPES = "types";
    private static final String SERVICES = "services";
    private static final String KIOSKS = "kiosks";
    private static final String BOROUGHS = "boroughs";

    static Wanted of(String text) {
        return of(new JsonObject(text));
    }

    /** What is left out is not narrowed down. */
    public static Wanted of(JsonObject json) {
        return new Wanted(words(json, TYPES), words(json, SERVICES), lower(words(json, KIOSKS)), words(json, BOROUGHS));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put(TYPES, list(types))
                .put(SERVICES, list(services))
                .put(KIOSKS, list(kiosks))
                .put(BOROUGHS, list(boroughs));
    }

    EventFilter filter(Function<String, String> boroughOf) {
        return new EventFilter(types, services, kiosks, boroughs, boroughOf);
    }

    private static Set<String> words(JsonObject json, String name) {
        Set<String> words = new TreeSet<>();
        json.getJsonArray(name, new JsonArray()).forEach(word -> words.add(String.valueOf(word)));
        return words;
    }

    private static Set<String> lower(Set<String> words) {
        Set<String> lower = new TreeSet<>();
        words.forEach(word -> lower.add(word.toLowerCase(Locale.ROOT)));
        return lower;
    }

    private static JsonArray list(Set<String> words) {
        return new JsonArray(List.copyOf(new TreeSet<>(words)));
    }
}
