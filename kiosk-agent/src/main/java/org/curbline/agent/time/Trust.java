package org.curbline.agent.time;

/** When the computer's clock is believed. */
public enum Trust {
    /** When the kernel says that something keeps it right. */
    SYNCHRONISED,
    /** Always: a battery keeps it, or its operator does. */
    ALWAYS
}
