package org.curbline.simulator.ledger;

import java.time.Instant;

/**
 * How a run began.
 *
 * @param at in real time
 * @param run its name
 * @param start in simulated time
 * @param seed what its events are made from
 */
public record Beginning(Instant at, String run, Instant start, long seed) {}
