/**
 * A simulated kiosk: its spool, its MQTT 5 connection, and the rule that an event leaves the spool only when the
 * gateway has acknowledged it.
 */
@NullMarked
package org.curbline.simulator.kiosk;

import org.jspecify.annotations.NullMarked;
