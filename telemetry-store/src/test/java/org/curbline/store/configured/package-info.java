/** Tests of the settings. */
@NullMarked
package org.curbline.store.configured;

import org.jspecify.annotations.NullMarked;
