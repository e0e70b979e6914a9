/**
 * What is usual: how often each service of each kiosk is used in each hour of the week, learnt from what the store
 * holds, and when its use is so unlike that, that the kiosk's own word is not to be believed. Pure: no clock, no
 * server, no store. docs/status.md tells the method, its sources and what it cannot see.
 */
@NullMarked
package org.curbline.status.usual;

import org.jspecify.annotations.NullMarked;
