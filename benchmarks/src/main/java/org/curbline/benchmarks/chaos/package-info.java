/**
 * Kills, stops and cuts off the real programs at random while a simulated city sends, and then compares everything they
 * say with the city's ledger.
 */
@NullMarked
package org.curbline.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
