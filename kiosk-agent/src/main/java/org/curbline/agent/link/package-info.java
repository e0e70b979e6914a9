/** The connection to the gateway, through Eclipse Paho. */
@NullMarked
package org.curbline.agent.link;

import org.jspecify.annotations.NullMarked;
