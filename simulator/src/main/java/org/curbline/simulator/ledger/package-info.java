/**
 * The simulator's own account of what it generated and what became of it, written down before anything is sent. The
 * format is documented in docs/simulator.md: one JSON object a line, readable with standard tools, valid after a kill.
 */
@NullMarked
package org.curbline.simulator.ledger;

import org.jspecify.annotations.NullMarked;
