/** What both readers share: instants as nanoseconds. */
@NullMarked
package org.curbline.store.reading;

import org.jspecify.annotations.NullMarked;
