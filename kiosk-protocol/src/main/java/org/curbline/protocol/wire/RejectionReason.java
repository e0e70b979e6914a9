package org.curbline.protocol.wire;

/** Why an event or a whole message is not accepted. A closed set: metrics, quarantine and API use these names. */
public enum RejectionReason {
    /** The topic is not one that a kiosk publishes to. */
    UNKNOWN_TOPIC,
    /** More bytes than {@link ProtocolLimits#maxPayloadBytes()}. */
    PAYLOAD_TOO_LARGE,
    /** No bytes, or an array without events. */
    EMPTY,
    /** Not JSON, not UTF-8, or JSON that goes on after its end. */
    MALFORMED_JSON,
    /** JSON, but neither an object nor an array of objects. */
    NOT_AN_EVENT,
    /** More events in one message than {@link ProtocolLimits#maxBatchEvents()}. */
    BATCH_TOO_LONG,
    /** Objects or arrays deeper than {@link ProtocolLimits#maxNesting()}. */
    TOO_DEEP,
    /** A string or a field name longer than {@link ProtocolLimits#maxStringLength()}. */
    STRING_TOO_LONG,
    /** The same field twice in one event. */
    DUPLICATE_FIELD,
    /** A field that must be there is not. */
    MISSING_FIELD,
    /** A field holds another type of value than it must. */
    WRONG_TYPE,
    /** A number outside its range. */
    OUT_OF_RANGE,
    /** A word that is not one of those allowed. */
    UNKNOWN_VALUE,
    /** {@code at} is not RFC 3339 in UTC. */
    BAD_TIMESTAMP,
    /** {@code at} lies further in the future than {@link ProtocolLimits#maxClockAhead()}. */
    IN_THE_FUTURE,
    /** {@code at} is older than {@link ProtocolLimits#maxAge()}: retention would delete it at once. */
    TOO_OLD,
    /** A string holds what identifies a person: a MAC address, a phone number, an e-mail address or a URL. */
    PERSONAL_DATA
}
