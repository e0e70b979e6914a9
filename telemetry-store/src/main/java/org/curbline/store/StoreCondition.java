package org.curbline.store;

import java.time.Instant;

/**
 * Whether the store takes points.
 *
 * @param since when it became so
 * @param reason why not, in a sentence; empty when available
 */
public record StoreCondition(boolean available, Instant since, String reason) {}
