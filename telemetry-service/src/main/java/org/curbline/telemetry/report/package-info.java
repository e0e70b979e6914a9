/** The report of a month, as one page of HTML. */
@NullMarked
package org.curbline.telemetry.report;

import org.jspecify.annotations.NullMarked;
