/** How the agent is, asked over a Unix socket by whoever stands before the kiosk. */
@NullMarked
package org.curbline.agent.status;

import org.jspecify.annotations.NullMarked;
