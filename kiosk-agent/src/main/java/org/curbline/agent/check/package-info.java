/** Whether the kiosk's services can be used, which is more than that they run. */
@NullMarked
package org.curbline.agent.check;

import org.jspecify.annotations.NullMarked;
