package org.curbline.simulator.faults;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can go wrong at a kiosk. */
public enum FaultKind {
    /** A service does not work, and the kiosk says so. */
    DEAD(true, Reach.OPEN),
    /** A service does not work, and the kiosk says that it does. */
    SILENT(true, Reach.OPEN),
    /** A service lets itself be used, but the use carries nothing; the kiosk says that it works. */
    EMPTY(true, Reach.OPEN),
    /** A service works badly, and the kiosk says so. */
    DEGRADED(true, Reach.OPEN),
    /** A service fails and comes back, again and again, and the kiosk says so each time. */
    FLAPPING(true, Reach.OPEN),
    /** The kiosk has no power: it vanishes without goodbye, keeps its spool, and comes back. */
    POWER_CUT(false, Reach.SILENT),
    /** The kiosk works, but has no network: its connection breaks, and its spool tells later. */
    NETWORK_AWAY(false, Reach.CUT),
    /** Likewise, but nothing says so: the connection stays, and no packet comes through. */
    HALF_OPEN(false, Reach.SILENT),
    /** The kiosk works, and its clock is wrong by hours. */
    WRONG_CLOCK(false, Reach.OPEN),
    /** The kiosk works, and its reports speak of the same moment for ever. */
    STUCK_REPORTS(false, Reach.OPEN),
    /** The kiosk works, and all it tells of use and of itself are the values it told first. */
    STUCK_VALUES(false, Reach.OPEN),
    /** Half of what the kiosk sends is damaged: cut short, incomplete, of wrong types. */
    CORRUPTED(false, Reach.OPEN),
    /** Half of what the kiosk sends names a person, or a person's device. */
    PERSONAL_DATA(false, Reach.OPEN),
    /** Half of what the kiosk sends goes to another kiosk's topic. */
    FOREIGN_TOPIC(false, Reach.OPEN),
    /** The kiosk sends every message twice, some at once and some after the answer. */
    REPEATING(false, Reach.OPEN),
    /** The kiosk sends the newest first. */
    OUT_OF_ORDER(false, Reach.OPEN),
    /** The kiosk sends a few bytes at a time. */
    SLOW_SENDER(false, Reach.OPEN),
    /** The kiosk has no network, and room for little: of what happens meanwhile the oldest leaves its spool. */
    SPOOL_OVERFLOW(false, Reach.CUT),
    /** The kiosk has no power, and has forgotten everything when it comes back: its spool, and its numbers. */
    LOST_MEMORY(false, Reach.SILENT);

    private final boolean ofService;
    private final Reach reach;

    FaultKind(boolean ofService, Reach reach) {
        this.ofService = ofService;
        this.reach = reach;
    }

    /** Whether it befalls one service, and not the whole kiosk. */
    public boolean isOfService() {
        return ofService;
    }

    /** Whether only use can tell: the kiosk says that all is well, and it is not. */
    public boolean isHidden() {
        return this == SILENT || this == EMPTY;
    }

    /** Those that befall what works and what is told of it; the others befall what is sent, and how. */
    public static Set<FaultKind> ofState() {
        return EnumSet.range(DEAD, STUCK_REPORTS);
    }

    /** Whether the kiosk has no power. */
    public boolean isDark() {
        return this == POWER_CUT || this == LOST_MEMORY;
    }

    /** What becomes of the kiosk's connection. */
    public Reach reach() {
        return reach;
    }

    /** Its name in options and in the ledger, such as {@code power-cut}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FaultKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** A kiosk's connection to the gateway. */
    public enum Reach {
        OPEN,
        /** It ends with a reset, and no other can be made. */
        CUT,
        /** It stays, and nothing comes through; no other can be made. */
        SILENT
    }
}
