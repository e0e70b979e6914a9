package org.curbline.agent.spool;

import org.curbline.protocol.EventKind;

/**
 * An event that waits to be acknowledged.
 *
 * @param json as it is published, one object; not changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SpooledEvent(long seq, EventKind kind, byte[] json) {}
