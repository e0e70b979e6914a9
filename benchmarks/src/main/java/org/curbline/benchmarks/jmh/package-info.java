/** What decoding, encoding and writing a point cost by themselves, in time and in bytes allocated. */
@NullMarked
package org.curbline.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
