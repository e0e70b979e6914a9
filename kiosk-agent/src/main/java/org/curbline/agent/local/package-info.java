/** Unix sockets, at which programs of the same computer speak to the agent. */
@NullMarked
package org.curbline.agent.local;

import org.jspecify.annotations.NullMarked;
