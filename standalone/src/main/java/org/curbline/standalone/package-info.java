/** Everything in one process: a city of simulated kiosks, the gateway, the telemetry service and the embedded store. */
@NullMarked
package org.curbline.standalone;

import org.jspecify.annotations.NullMarked;
