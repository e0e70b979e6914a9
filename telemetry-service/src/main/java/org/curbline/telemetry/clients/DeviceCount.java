package org.curbline.telemetry.clients;

/**
 * How many different devices there were, about.
 *
 * @param least with 95 % certainty they were so many at least
 * @param most and so many at most
 * @param leftOut sketches that could not be merged with the rest: of another salt, or damaged
 */
public record DeviceCount(long estimate, long least, long most, long leftOut) {}
