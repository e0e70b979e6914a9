/**
 * Several gateways over one registry and store: who they are, and what they tell each other over a clustered event bus.
 * Each tells what it heard itself, in batches that are acknowledged, so that one that does not take it is told the
 * whole later and holds nobody up. A gateway that is alone has none of this.
 */
@NullMarked
package org.curbline.gateway.cluster;

import org.jspecify.annotations.NullMarked;
