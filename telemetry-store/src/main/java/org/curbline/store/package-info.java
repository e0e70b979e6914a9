/**
 * What is kept and can be asked: the schema, points and batches, the port that writes them and the port that reads
 * them. The adapters lie in the packages below: one way of writing for InfluxDB and the embedded store alike, two ways
 * of reading.
 */
@NullMarked
package org.curbline.store;

import org.jspecify.annotations.NullMarked;
