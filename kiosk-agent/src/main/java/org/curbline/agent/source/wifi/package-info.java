/**
 * Use of the WiFi: how long devices stay at access points, by whomever that is heard, becomes sessions, each told once.
 * Whose device it is stays in memory.
 */
@NullMarked
package org.curbline.agent.source.wifi;

import org.jspecify.annotations.NullMarked;
