/**
 * What every Curbline program has: its settings, one file and the environment in one reading, its end, and its HTTP
 * face, where the API, the metrics, the health and the pages are served. Nothing in here knows what a kiosk is.
 */
@NullMarked
package org.curbline.program;

import org.jspecify.annotations.NullMarked;
