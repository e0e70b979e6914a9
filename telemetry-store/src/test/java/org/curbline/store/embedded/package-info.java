/** Tests of the embedded store. */
@NullMarked
package org.curbline.store.embedded;

import org.jspecify.annotations.NullMarked;
