/** Tests of the InfluxDB adapter, on a real InfluxDB. */
@NullMarked
package org.curbline.store.influx;

import org.jspecify.annotations.NullMarked;
