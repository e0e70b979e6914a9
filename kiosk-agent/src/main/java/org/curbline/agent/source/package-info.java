/** Where events come from on the kiosk. */
@NullMarked
package org.curbline.agent.source;

import org.jspecify.annotations.NullMarked;
