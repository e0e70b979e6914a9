/**
 * Events as JSON: the strict decoder with its limits and reasons, the encoder, and the one table of fields that both
 * agree on.
 */
@NullMarked
package org.curbline.protocol.wire;

import org.jspecify.annotations.NullMarked;
