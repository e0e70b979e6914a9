/**
 * The simulator as a program: its command line, its progress line, its exit status. Along the data path lie
 * {@code scenario}, {@code city}, {@code demand}, {@code ledger}, {@code kiosk}, {@code fleet} and {@code audit}.
 */
@NullMarked
package org.curbline.simulator;

import org.jspecify.annotations.NullMarked;
