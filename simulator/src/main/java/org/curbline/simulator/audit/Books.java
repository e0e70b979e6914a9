package org.curbline.simulator.audit;

/**
 * What only the gateway can say.
 *
 * @param duplicate events it recognised as repeats
 * @param quarantined events it refused
 */
public record Books(long duplicate, long quarantined) {}
