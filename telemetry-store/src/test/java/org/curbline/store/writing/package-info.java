/** Tests of the one way of writing, against servers that misbehave in every way there is. */
@NullMarked
package org.curbline.store.writing;

import org.jspecify.annotations.NullMarked;
