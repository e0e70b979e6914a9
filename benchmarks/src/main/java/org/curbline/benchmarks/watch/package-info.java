/**
 * Whoever looks at the gateway while it works: readers of the event stream, and what asks how long things take to show.
 */
@NullMarked
package org.curbline.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
