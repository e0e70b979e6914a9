/**
 * A load of kiosks from one process and one thread, made to cost little: many MQTT 5 connections, each with as many
 * messages in flight as the server allows, and how long every acknowledgement took.
 */
@NullMarked
package org.curbline.benchmarks.load;

import org.jspecify.annotations.NullMarked;
