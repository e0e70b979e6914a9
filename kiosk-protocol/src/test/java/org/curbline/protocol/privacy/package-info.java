/** Tests of the codec: literals, tables with a name for each row, seeded random events and bytes. */
@NullMarked
package org.curbline.protocol.privacy;

import org.jspecify.annotations.NullMarked;
