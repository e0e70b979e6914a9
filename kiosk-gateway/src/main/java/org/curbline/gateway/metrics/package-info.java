/** The gateway's figures for Prometheus. */
@NullMarked
package org.curbline.gateway.metrics;

import org.jspecify.annotations.NullMarked;
