/**
 * The links between kiosks and their gateway: a proxy for each class of link, on an event loop of its own, through
 * which every byte goes late, slowly, or no more.
 */
@NullMarked
package org.curbline.simulator.network;

import org.jspecify.annotations.NullMarked;
