/** What may identify a person or a device, found in any text and taken out of it. */
@NullMarked
package org.curbline.protocol.privacy;

import org.jspecify.annotations.NullMarked;
