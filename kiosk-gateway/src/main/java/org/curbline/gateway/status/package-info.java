/**
 * What works where. {@link org.curbline.status.StatusRule} is the pure heart: from the facts of one service and a
 * moment to a state, why, and until when. {@link org.curbline.status.ServiceTimeline} folds facts into transitions; the
 * board around it is fed by stored events and by time running out, and answers from memory.
 */
@NullMarked
package org.curbline.gateway.status;

import org.jspecify.annotations.NullMarked;
