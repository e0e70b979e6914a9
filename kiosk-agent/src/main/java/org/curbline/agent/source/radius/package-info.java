/** WiFi sessions as access points and controllers account for them: RADIUS accounting, RFC 2866. */
@NullMarked
package org.curbline.agent.source.radius;

import org.jspecify.annotations.NullMarked;
