/**
 * How fast, how dear and how large: load from one process, the system under load in others, and what each of them used.
 * {@link org.curbline.benchmarks.EndToEndBenchmark} runs one system after the other and prints one table.
 */
@NullMarked
package org.curbline.benchmarks;

import org.jspecify.annotations.NullMarked;
