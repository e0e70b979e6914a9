package org.curbline.gateway.stream;

import java.util.Set;
import java.util.function.Function;

/**
 * Which events a reader wants. An empty set lets everything through.
 *
 * @param services words; an event about a whole kiosk is about all its services
 * @param boroughOf the borough of a kiosk; empty if that is not known
 */
public record EventFilter(
        Set<String> types,
        Set<String> services,
        Set<String> kiosks,
        Set<String> boroughs,
        Function<String, String> boroughOf) {
    boolean lets(FeedEvent event) {
        return has(types, event.type())
                && (event.service().isEmpty() || has(services, event.service()))
                && has(kiosks, event.kiosk())
                && (boroughs.isEmpty() || boroughs.contains(boroughOf.apply(event.kiosk())));
    }

    private static boolean has(Set<String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
