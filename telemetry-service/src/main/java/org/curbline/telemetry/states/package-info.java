/**
 * What was told of services' states, remembered: read ahead from the store, read on from where it was, and read anew
 * where somebody told of the past.
 */
@NullMarked
package org.curbline.telemetry.states;

import org.jspecify.annotations.NullMarked;
