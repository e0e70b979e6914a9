/** What the store takes when nothing but lines is written to it: the most that a gateway could reach. */
@NullMarked
package org.curbline.benchmarks.bulk;

import org.jspecify.annotations.NullMarked;
