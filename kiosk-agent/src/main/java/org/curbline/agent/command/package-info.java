/** What the kiosk is told to do: each thing is done once, also over restarts, and replied to. */
@NullMarked
package org.curbline.agent.command;

import org.jspecify.annotations.NullMarked;
