/** RADIUS on the wire, for whoever hears or asks it: packets, their attributes, and what proves who made them. */
@NullMarked
package org.curbline.agent.radius;

import org.jspecify.annotations.NullMarked;
