/** What the kiosk has taken and the gateway has not acknowledged: kept on the card over power cuts, in order. */
@NullMarked
package org.curbline.agent.spool;

import org.jspecify.annotations.NullMarked;
