/** The store a program's configuration asks for. */
@NullMarked
package org.curbline.store.configured;

import org.jspecify.annotations.NullMarked;
