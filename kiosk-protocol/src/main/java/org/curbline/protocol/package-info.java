/**
 * What kiosks say, and what is said to them: topics, events, commands. Everything that speaks to kiosks (gateway,
 * simulator, kiosk agent) meets here; nothing here knows where an event goes, or how it is written: that is
 * {@code wire}, and what may not be written {@code privacy}.
 */
@NullMarked
package org.curbline.protocol;

import org.jspecify.annotations.NullMarked;
