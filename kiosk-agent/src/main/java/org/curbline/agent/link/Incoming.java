package org.curbline.agent.link;

/** Takes what the gateway tells the kiosk. On the agent's thread. */
public interface Incoming {
    /** Takes a command; returns whether it may be acknowledged. */
    boolean take(byte[] message);
}
