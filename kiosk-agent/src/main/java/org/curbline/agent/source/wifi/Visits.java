package org.curbline.agent.source.wifi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.curbline.agent.source.wifi.StayReport.Whose;

/**
 * The stays at all access points: those that go on, and the last that ended, as what is said of those again must not be
 * counted again; and the visits they are of. All are bounded; where one more does not fit, the one heard of least
 * lately gives way. In memory only. One thread at a time.
 */
final class Visits {
    /** Who says only when a stay begins and ends may be silent for so long. */
    static final Duration LONGEST_UNCOUNTED = Duration.ofHours(24);

    private static final int MARK_BYTES = 4;

    private final int most;
    private final long silenceMillis;
    private final long gapMillis;
    private final Map<String, Stay> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Stay> ended = new LinkedHashMap<>(16, 0.75f, true);
    /** Of an earlier run of the agent, by their marks. */
    private final Map<String, Stay> known = new HashMap<>();

    /** The newest visit of each device; what stands here must not leave the memory. */
    private final Map<String, Visit> bySomebody = new LinkedHashMap<>();

    /** Of which something may have to be told. */
    private final Set<Visit> live = new LinkedHashSet<>();

    /**
     * @param silence after which a stay is over whose access point used to say how it goes
     * @param gap how long a device may be away within one visit
     */
    Visits(int most, Duration silence, Duration gap) {
        this.most = most;
        this.silenceMillis = silence.toMillis();
        this.gapMillis = gap.toMillis();
    }

    /** How many stays go on. */
    int size() {
        return open.size();
    }

    /** What an earlier run of the agent left on the card. */
    void know(Visit visit) {
        visit.stays().forEach(stay -> known.put(stay.mark(), stay));
        if (visit.isUntold()) {
            live.add(visit);
        }
    }

    /** Something is said of a stay. */
    Visit hear(StayReport report, long atMillis) {
        String key = report.accessPoint() + '\n' + report.session();
        Stay stay = found(key, report, atMillis);
        stay.hear(report, atMillis);
        if (stay.isOver()) {
            end(key, stay);
        } else {
            open.put(key, stay);
            if (open.size() > most) {
                String oldest = open.keySet().iterator().next();
                end(oldest, Objects.requireNonNull(open.remove(oldest)));
            }
        }
        live.add(stay.visit());
        return stay.visit();
    }

    /** Those that are over, complete, and not, or not wholly, told. */
    List<Visit> due(long nowMillis) {
        live.removeIf(visit -> visit.isOver() && !visit.isUntold() && !visit.isWriting());
        return live.stream().filter(visit -> isDue(visit, nowMillis)).toList();
    }

    boolean isDue(Visit visit, long nowMillis) {
        return visit.isComplete(nowMillis, gapMillis) && visit.isUntold() && !visit.isWriting();
    }

    /** An access point began or ended: its stays are over. */
    void lose(String accessPoint) {
        endIf(stay -> stay.isAt(accessPoint));
    }

    /** Stays at access points that died without a word are over. */
    void silent(long nowMillis) {
        endIf(stay ->
                nowMillis - stay.heardMillis() > (stay.isCounted() ? silenceMillis : LONGEST_UNCOUNTED.toMillis()));
    }

    private Stay found(String key, StayReport report, long atMillis) {
        Stay stay = open.remove(key);
        stay = stay == null ? ended.remove(key) : stay;
        String mark = mark(key);
        stay = stay == null ? known.remove(mark) : stay;
        if (stay != null) {
            return stay;
        }
        Visit visit = visit(report, Stay.begin(report, atMillis));
        Stay begun = new Stay(report, mark, atMillis, visit);
        visit.add(begun);
        return begun;
    }

    private Visit visit(StayReport report, long beganMillis) {
        List<String> names = gapMillis == 0 ? List.of() : names(report.whose());
        for (String name : names) {
            Visit before = bySomebody.get(name);
            if (before != null && before.takes(beganMillis, gapMillis)) {
                return named(names, before);
            }
        }
        return named(names, new Visit(!names.isEmpty()));
    }

    private Visit named(Collection<String> names, Visit visit) {
        for (String name : names) {
            bySomebody.remove(name);
            bySomebody.put(name, visit);
        }
        while (bySomebody.size() > 2 * most) {
            bySomebody.remove(bySomebody.keySet().iterator().next());
        }
        return visit;
    }

    /** What somebody is known by, the surest first. */
    private static List<String> names(Whose whose) {
        List<String> names = new ArrayList<>(2);
        if (!whose.roaming().isEmpty()) {
            names.add("roaming " + whose.roaming());
        }
        if (!whose.device().isEmpty()) {
            names.add("device " + whose.device().toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "") + ' '
                    + whose.user());
        }
        return names;
    }

    private void endIf(Rule rule) {
        for (Map.Entry<String, Stay> each : List.copyOf(open.entrySet())) {
            if (rule.isOver(each.getValue())) {
                open.remove(each.getKey());
                end(each.getKey(), each.getValue());
            }
        }
    }

    private void end(String key, Stay stay) {
        stay.end();
        ended.put(key, stay);
        if (ended.size() > most) {
            ended.remove(ended.keySet().iterator().next());
        }
    }

    /** Too short to tell what it was made of, long enough to tell it from some hundred others. */
    private static String mark(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private interface Rule {
        boolean isOver(Stay stay);
    }
}
