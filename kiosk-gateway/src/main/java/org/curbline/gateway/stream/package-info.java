/**
 * What happens, for those who listen over HTTP: a {@link org.curbline.gateway.stream.EventFeed} keeps the last hour of
 * CloudEvents, and a {@link org.curbline.gateway.stream.FeedReader} sends them on, as Server-Sent Events or over a
 * WebSocket. No reader can slow anything: one that does not keep up is cut off.
 */
@NullMarked
package org.curbline.gateway.stream;

import org.jspecify.annotations.NullMarked;
