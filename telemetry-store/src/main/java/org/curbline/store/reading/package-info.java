/** What both readers share: turning instants into nanoseconds, and quarter hours into a zone's hours and days. */
@NullMarked
package org.curbline.store.reading;

import org.jspecify.annotations.NullMarked;
