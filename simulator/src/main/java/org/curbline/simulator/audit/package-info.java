/**
 * Whether the promise was kept: the ledger compared, event for event and value for value, with what the telemetry
 * service says is stored.
 */
@NullMarked
package org.curbline.simulator.audit;

import org.jspecify.annotations.NullMarked;
