/**
 * What kiosks are built of: how much they can send, how much their card holds and keeps, how they come back after a
 * cut.
 */
@NullMarked
package org.curbline.simulator.hardware;

import org.jspecify.annotations.NullMarked;
