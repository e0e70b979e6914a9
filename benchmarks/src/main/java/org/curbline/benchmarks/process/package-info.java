/** The processes under measurement: started, watched in {@code /proc}, asked and ended. */
@NullMarked
package org.curbline.benchmarks.process;

import org.jspecify.annotations.NullMarked;
