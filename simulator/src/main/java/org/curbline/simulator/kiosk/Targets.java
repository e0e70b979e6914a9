package org.curbline.simulator.kiosk;

import java.util.List;

/** The gateways a kiosk knows. It goes from one to the next whenever a connection could not be made, or has ended. */
public final class Targets {
    private final List<Target> all;
    private int at;

    /** @param first which of them it comes to first; counted on beyond the last */
    public Targets(List<Target> all, int first) {
        this.all = List.copyOf(all);
        this.at = first % all.size();
    }

    Target current() {
        return all.get(at);
    }

    void next() {
        at = (at + 1) % all.size();
    }
}
