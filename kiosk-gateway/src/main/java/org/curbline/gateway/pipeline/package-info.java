/**
 * The heart: from a packet's payload to a stored point and back to whoever waits for it. One
 * {@link org.curbline.gateway.pipeline.Pipeline} per event loop; everything in it is touched by that loop alone, so
 * nothing is locked and the books add up after every task.
 */
@NullMarked
package org.curbline.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
