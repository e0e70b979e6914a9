/**
 * What a kiosk says on the wire: topics, events, the strict codec and its limits. Everything that speaks to kiosks
 * (gateway, simulator, kiosk agent) meets here; nothing here knows where an event goes.
 */
@NullMarked
package org.curbline.protocol;

import org.jspecify.annotations.NullMarked;
