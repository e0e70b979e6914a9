/** Tests of the rule and of what the store keeps, over the embedded store. */
@NullMarked
package org.curbline.status;

import org.jspecify.annotations.NullMarked;
