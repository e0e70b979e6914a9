@NullMarked
package org.curbline.status.usual;

import org.jspecify.annotations.NullMarked;
