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
        return lets(event.type(), event.kiosk(), event.service());
    }

    /** Whether an event is wanted. Any thread. */
    public boolean lets(String type, String kiosk, String service) {
        return has(types, type)
                && (service.isEmpty() || has(services, service))
                && has(kiosks, kiosk)
                && (boroughs.isEmpty() || boroughs.contains(boroughOf.apply(kiosk)));
    }

    private static boolean has(Set<String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
