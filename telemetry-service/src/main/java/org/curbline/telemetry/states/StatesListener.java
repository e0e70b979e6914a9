package org.curbline.telemetry.states;

/** Hears of services' states in the order of time: each service by its number, each state by its {@link StateCode}. */
public interface StatesListener {
    /** What held at the beginning. */
    void holds(int service, byte code);

    /** From a moment on, in milliseconds since the epoch. */
    void changes(int service, long atMillis, byte code);
}
