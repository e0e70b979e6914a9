/**
 * Where bad messages wait for a person: durable before they are acknowledged, bounded in size, listed and replayed by
 * API.
 */
@NullMarked
package org.curbline.gateway.quarantine;

import org.jspecify.annotations.NullMarked;
