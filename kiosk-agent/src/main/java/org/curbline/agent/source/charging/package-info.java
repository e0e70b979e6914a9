/** Charging sessions, from what flows through the USB ports as Linux measures it. */
@NullMarked
package org.curbline.agent.source.charging;

import org.jspecify.annotations.NullMarked;
