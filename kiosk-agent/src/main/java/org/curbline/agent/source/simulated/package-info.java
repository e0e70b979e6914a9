/** A kiosk that has no sources yet pretends to be used, by the simulator's own model of demand. */
@NullMarked
package org.curbline.agent.source.simulated;

import org.jspecify.annotations.NullMarked;
