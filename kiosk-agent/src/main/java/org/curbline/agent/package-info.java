/** The program on a kiosk's own computer, and how its parts are put together. */
@NullMarked
package org.curbline.agent;

import org.jspecify.annotations.NullMarked;
