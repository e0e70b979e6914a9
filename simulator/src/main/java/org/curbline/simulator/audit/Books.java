package org.curbline.simulator.audit;

/**
 * What only the gateway can say, since it started.
 *
 * @param duplicate events it recognised as repeats
 * @param quarantined events it refused
 */
public record Books(long duplicate, long quarantined) {
    static final Books NONE = new Books(0, 0);

    Books plus(Books other) {
        return new Books(duplicate + other.duplicate, quarantined + other.quarantined);
    }
}
