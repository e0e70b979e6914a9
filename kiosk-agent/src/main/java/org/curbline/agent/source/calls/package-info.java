/** Calls, from what the telephone exchange on the kiosk writes down. No number leaves the method that reads it. */
@NullMarked
package org.curbline.agent.source.calls;

import org.jspecify.annotations.NullMarked;
