/** What the tablet is used for, as its shell says it over HTTP. */
@NullMarked
package org.curbline.agent.source.tablet;

import org.jspecify.annotations.NullMarked;
