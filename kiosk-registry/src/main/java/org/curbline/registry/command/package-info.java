/** Commands given to kiosks, and what became of each. */
@NullMarked
package org.curbline.registry.command;

import org.jspecify.annotations.NullMarked;
