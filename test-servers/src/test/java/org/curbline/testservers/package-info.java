/** Tests of the servers. */
@NullMarked
package org.curbline.testservers;

import org.jspecify.annotations.NullMarked;
