package org.curbline.gateway.status;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.jspecify.annotations.Nullable;

/**
 * One kiosk's connections to all gateways. Each gateway tells of its own; that of the highest epoch is the newest, and
 * what an older one tells late changes nothing of it. On the board's context.
 */
final class Connections {
    private static final int NAME_BITS = 16;

    private Link own = Link.NONE;
    private Map<String, Link> others = Map.of();
    private @Nullable Link lost;

    Link own() {
        return own;
    }

    /**
     * The kiosk has one more connection here. It is ordered by the clock, and behind every other that is known.
     *
     * @param gateway this gateway's name, so that no two gateways give the same epoch
     */
    void open(Instant at, String clientId, String gateway) {
        long newest = Math.max(own.epoch(), highestEpochOfOthers()) >> NAME_BITS;
        long name = gateway.hashCode() & ((1 << NAME_BITS) - 1);
        long epoch = Math.max(newest + 1, at.toEpochMilli()) << NAME_BITS | name;
        own = new Link(true, epoch, own.open() ? own.changed() : at, clientId, "");
        lost = null;
    }

    /** Its last connection here has ended. */
    void close(Instant at, String reason) {
        own = new Link(false, own.epoch(), at, own.clientId(), reason);
    }

    void take(String gateway, Link link) {
        Map<String, Link> more = new HashMap<>(others);
        more.put(gateway, link);
        others = more;
        if (link.open()) {
            lost = null;
        }
    }

    /**
     * A gateway is gone, and how its connections ended nobody will tell.
     *
     * @return whether the kiosk may have lost its only connection
     */
    boolean lose(String gateway) {
        Link link = others.get(gateway);
        if (link == null) {
            return false;
        }
        Map<String, Link> fewer = new HashMap<>(others);
        fewer.remove(gateway);
        others = fewer;
        if (link.open() && newest() == null) {
            lost = link;
        } else if (!link.open() && !own.open() && link.epoch() > own.epoch()) {
            own = link; // else nobody would tell any more how it ended
        }
        return lost != null;
    }

    /** The kiosk has come to no other gateway in time. @return whether that is so */
    boolean giveUp(Instant since, String reason) {
        Link link = lost;
        if (link == null) {
            return false;
        }
        lost = null;
        own = new Link(false, Math.max(own.epoch(), link.epoch()), since, link.clientId(), reason);
        return true;
    }

    /** Whether it is connected anywhere, or may yet come back from a gateway that is gone. */
    boolean isHeld() {
        return lost != null || newest() != null;
    }

    /** The newest connection that is open; null if there is none. */
    @Nullable
    Link newest() {
        Link newest = own.open() ? own : null;
        for (Link link : others.values()) {
            if (link.open() && (newest == null || link.epoch() > newest.epoch())) {
                newest = link;
            }
        }
        return newest;
    }

    /** How and when the last one ended. */
    Link lastEnded() {
        Link last = own;
        for (Link link : others.values()) {
            if (link.changed().isAfter(last.changed())) {
                last = link;
            }
        }
        return last;
    }

    /** The other gateway that has the newest connection; empty if that is this one, or there is none. */
    String holder() {
        Link newest = newest();
        if (newest == null || newest.equals(own)) {
            return "";
        }
        for (Map.Entry<String, Link> other : others.entrySet()) {
            if (other.getValue().equals(newest)) {
                return other.getKey();
            }
        }
        return "";
    }

    private long highestEpochOfOthers() {
        return others.values().stream().mapToLong(Link::epoch).max().orElse(0);
    }
}
