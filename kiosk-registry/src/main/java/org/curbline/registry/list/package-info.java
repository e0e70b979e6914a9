/**
 * Kiosk lists as cities publish them, read with all their quirks: what each row says of a kiosk, and what is wrong with
 * it.
 */
@NullMarked
package org.curbline.registry.list;

import org.jspecify.annotations.NullMarked;
