/**
 * One file, the environment and the command line, read once into typed settings. Whatever is wrong is said all at once.
 */
@NullMarked
package org.curbline.program.settings;

import org.jspecify.annotations.NullMarked;
