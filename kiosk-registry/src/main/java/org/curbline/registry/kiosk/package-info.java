/**
 * What is known of a kiosk: where it stands and stood, where it is in its life, when work on it is planned. Values
 * alone.
 */
@NullMarked
package org.curbline.registry.kiosk;

import org.jspecify.annotations.NullMarked;
