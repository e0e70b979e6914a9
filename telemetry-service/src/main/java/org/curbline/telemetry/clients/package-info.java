/**
 * How many different devices there were, from sketches that are merged: no list of devices is ever made. See
 * docs/decisions/0017.
 */
@NullMarked
package org.curbline.telemetry.clients;

import org.jspecify.annotations.NullMarked;
