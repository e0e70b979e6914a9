package org.curbline.protocol.wire;

/**
 * Why one event, or a message as a whole, was not accepted.
 *
 * @param detail a sentence for people that names the field and the rule, and never repeats a value
 * @param index the event's place in the batch from 0, or -1 when the message as a whole is meant
 * @param offset where the event's JSON begins, in bytes from the beginning of the payload
 * @param length how many bytes of JSON the event has
 */
public record Rejection(RejectionReason reason, String detail, int index, int offset, int length) {}
