/**
 * Tells receivers elsewhere of events, each in order and at least once. A
 * {@link org.curbline.gateway.webhooks.EventRecorder} copies the feed into a durable log while there is a webhook; a
 * {@link org.curbline.gateway.webhooks.Courier} for each webhook carries on from where it was, whatever was killed
 * meanwhile. Of several gateways over one registry one delivers.
 */
@NullMarked
package org.curbline.gateway.webhooks;

import org.jspecify.annotations.NullMarked;
