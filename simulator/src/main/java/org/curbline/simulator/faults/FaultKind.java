package org.curbline.simulator.faults;

import java.util.Locale;

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
    STUCK_REPORTS(false, Reach.OPEN);

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
