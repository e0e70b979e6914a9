/** How well it worked: changes of states become shares of time. */
@NullMarked
package org.curbline.telemetry.availability;

import org.jspecify.annotations.NullMarked;
