/**
 * Real servers for tests, each started in whatever way this machine allows: as a container, as a process, or one that
 * somebody runs already. What cannot be had skips the test and says why; never silently.
 */
@NullMarked
package org.curbline.testservers;

import org.jspecify.annotations.NullMarked;
