/**
 * What is meant by the state of a service, as pure functions: the rule that judges it, its course in time, and how the
 * store keeps it. Used by whoever watches the fleet and by whoever asks about the past.
 */
@NullMarked
package org.curbline.status;

import org.jspecify.annotations.NullMarked;
