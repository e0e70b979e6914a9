/**
 * The store that needs no server: QuestDB in this process, its data in one folder. It is written to over HTTP on the
 * loopback interface, by the same path as InfluxDB, and read by SQL within the process.
 */
@NullMarked
package org.curbline.store.embedded;

import org.jspecify.annotations.NullMarked;
