/** What kiosks sent, as they sent it: written into a file by an MQTT listener, and sent again from there. */
@NullMarked
package org.curbline.simulator.recording;

import org.jspecify.annotations.NullMarked;
