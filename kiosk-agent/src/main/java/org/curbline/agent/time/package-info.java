/** What time it is, on a computer whose clock may be wrong: nothing is given a time before that is known. */
@NullMarked
package org.curbline.agent.time;

import org.jspecify.annotations.NullMarked;
