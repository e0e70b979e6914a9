/** What a kiosk needs besides the agent, looked at piece by piece: each finding says what to do about it. */
@NullMarked
package org.curbline.agent.checkup;

import org.jspecify.annotations.NullMarked;
