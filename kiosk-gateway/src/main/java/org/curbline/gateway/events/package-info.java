/**
 * What happened, as it is published on the Vert.x event bus, local to the process. Whoever listens runs on a context of
 * its own and cannot hold up storing.
 */
@NullMarked
package org.curbline.gateway.events;

import org.jspecify.annotations.NullMarked;
