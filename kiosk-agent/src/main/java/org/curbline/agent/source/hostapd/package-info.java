/** Stays at the kiosk's own radio, as hostapd says them over its control socket. Addresses stay in memory. */
@NullMarked
package org.curbline.agent.source.hostapd;

import org.jspecify.annotations.NullMarked;
