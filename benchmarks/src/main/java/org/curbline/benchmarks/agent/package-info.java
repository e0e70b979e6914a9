/** A kiosk's agent as it is installed, and what is used at a kiosk: for what it costs the kiosk's computer. */
@NullMarked
package org.curbline.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
