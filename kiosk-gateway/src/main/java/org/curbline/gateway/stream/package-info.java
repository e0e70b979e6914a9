/**
 * What happens, for those who listen over HTTP: a {@link org.curbline.gateway.stream.EventFeed} keeps the last hour of
 * CloudEvents, and {@link org.curbline.gateway.stream.EventStream} sends them on as Server-Sent Events. No reader can
 * slow anything: one that does not keep up is cut off.
 */
@NullMarked
package org.curbline.gateway.stream;

import org.jspecify.annotations.NullMarked;
