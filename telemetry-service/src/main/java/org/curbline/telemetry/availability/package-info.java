/** How well it worked: stored changes of states become shares of time. */
@NullMarked
package org.curbline.telemetry.availability;

import org.jspecify.annotations.NullMarked;
