/** A whole fleet in this process: kiosks spread over a few event loops, started, watched and stopped together. */
@NullMarked
package org.curbline.simulator.fleet;

import org.jspecify.annotations.NullMarked;
