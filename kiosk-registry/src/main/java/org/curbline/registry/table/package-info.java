/** Kiosks in the database: where each stands and stood, its life, and the work planned on it. */
@NullMarked
package org.curbline.registry.table;

import org.jspecify.annotations.NullMarked;
