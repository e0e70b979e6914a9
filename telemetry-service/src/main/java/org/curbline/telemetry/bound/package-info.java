/** How much may be asked for at once, so that no question, and no number of them, takes more memory than there is. */
@NullMarked
package org.curbline.telemetry.bound;

import org.jspecify.annotations.NullMarked;
