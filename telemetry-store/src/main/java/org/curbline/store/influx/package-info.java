/**
 * The store that is an InfluxDB server. Questions are put in InfluxQL, which versions 2 and 3 answer alike; on 2 a
 * bucket's name is its database's name.
 */
@NullMarked
package org.curbline.store.influx;

import org.jspecify.annotations.NullMarked;
