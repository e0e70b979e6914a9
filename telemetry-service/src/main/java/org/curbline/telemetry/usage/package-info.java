/** How much was used: a request becomes questions to the store, and rows of it an answer. */
@NullMarked
package org.curbline.telemetry.usage;

import org.jspecify.annotations.NullMarked;
