package org.curbline.protocol;

/**
 * A phone call. There is no field for a number, here or anywhere.
 *
 * @param callKind whom the call was to, in the only detail that is kept
 * @param durationSeconds how long it lasted, 0 if it was not answered; it ended at {@code id.atMillis}
 */
public record Call(EventId id, CallKind callKind, int durationSeconds, Outcome outcome) implements KioskEvent {
    @Override
    public EventKind kind() {
        return EventKind.CALL;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.call(this);
    }

    /** Whom a call was to. The word in JSON is the name in lower case, such as {@code 311} for {@link #CITY_311}. */
    public enum CallKind {
        /** Within the country. */
        LOCAL("local"),
        INTERNATIONAL("international"),
        /** The city's information line. */
        CITY_311("311"),
        /** Emergency. */
        EMERGENCY_911("911"),
        /** Benefits, crisis and other free help lines. */
        HELPLINE("helpline"),
        /** Relay service for the deaf. */
        RELAY_711("711");

        private final String word;

        CallKind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** How a call ended. */
    public enum Outcome {
        COMPLETED,
        UNANSWERED,
        FAILED
    }
}
