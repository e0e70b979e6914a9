/**
 * Whether status tells the truth: weeks of a simulated city with seeded faults, gone through as fast as the machine
 * can, against the gateway's own board, rule and history, and compared with what was true. No sockets, no waiting; the
 * same seed gives the same figures.
 */
@NullMarked
package org.curbline.benchmarks.status;

import org.jspecify.annotations.NullMarked;
