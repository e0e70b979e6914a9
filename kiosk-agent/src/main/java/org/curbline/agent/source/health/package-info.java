/** How the kiosk's computer is, as Linux says it. */
@NullMarked
package org.curbline.agent.source.health;

import org.jspecify.annotations.NullMarked;
