/**
 * The one way of writing, to InfluxDB and to the embedded store alike: line protocol over {@code /api/v2/write}. One
 * attempt and what its answer means is one class; persistence, and the search for the culprits in a refused batch, is
 * another.
 */
@NullMarked
package org.curbline.store.writing;

import org.jspecify.annotations.NullMarked;
