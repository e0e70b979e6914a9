package org.curbline.simulator.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.ledger.Account;

/**
 * What one kiosk, or all of them, had refused: how much of it had to be, by reason, beside what is in quarantine. An
 * event that was sent again may be there for each time.
 */
final class Refusals {
    /** Of events that are as they should be, but for their time. */
    private static final Set<String> TIMES = Set.of("IN_THE_FUTURE", "TOO_OLD");

    private static final String OF_TIME = "IN_THE_FUTURE or TOO_OLD";

    private final Map<String, Expected> expected = new TreeMap<>();
    private final Map<String, Long> kept = new TreeMap<>();
    private final List<String> differing = new ArrayList<>();
    /** How many kiosks a gateway took nothing of, by why. */
    private final Map<String, Integer> unwelcome = new TreeMap<>();

    private long repeats;

    /** An event that was spoiled before it was sent. */
    void spoiled(Account account, long seq, Spoil spoil) {
        long most = 1L + account.timesAgain(seq);
        expect(spoil.reason(), new Expected(account.isRefused(seq) ? 1 : 0, most));
    }

    /** An event that was refused, although nothing was done to it, and is not stored. */
    void refused(Account account, long seq) {
        expect(OF_TIME, new Expected(1, 1L + account.timesAgain(seq)));
    }

    void repeats(long more) {
        repeats += more;
    }

    /** Compares with what is kept of this kiosk. */
    void compare(KioskId kiosk, Kept all) {
        all.of(kiosk).forEach((reason, count) -> kept.merge(nameOf(reason), count, Long::sum));
        String why = all.whyUnwelcome(kiosk);
        if (why != null) {
            unwelcome.merge(why, 1, Integer::sum);
            return; // it was refused for that, whatever it was
        }
        Map<String, Expected> every = new TreeMap<>(expected);
        kept.keySet().forEach(reason -> every.putIfAbsent(reason, Expected.NONE));
        every.forEach((reason, each) -> {
            long found = kept.getOrDefault(reason, 0L);
            boolean tooFew = found < each.least && all.dropped() == 0;
            if (tooFew || found > each.most) {
                differing.add("refused: " + kiosk + ' ' + reason + ": " + found + " in quarantine, and there must be "
                        + each);
            }
        });
    }

    void add(Refusals other) {
        other.expected.forEach(this::expect);
        other.kept.forEach((reason, count) -> kept.merge(reason, count, Long::sum));
        differing.addAll(other.differing);
        other.unwelcome.forEach((why, kiosks) -> unwelcome.merge(why, kiosks, Integer::sum));
        repeats += other.repeats;
    }

    boolean agree() {
        return differing.isEmpty() && unwelcome.isEmpty();
    }

    /** A line, and what differs; empty if nothing was refused. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!expected.isEmpty() || !kept.isEmpty()) {
            lines.add("refused    "
                    + (kept.isEmpty()
                            ? "none  "
                            : kept.entrySet().stream()
                                    .map(each -> each.getKey() + ' ' + each.getValue() + "  ")
                                    .collect(Collectors.joining()))
                    + "differing " + differing());
        }
        if (repeats > 0) {
            lines.add("again      " + repeats);
        }
        unwelcome.forEach((why, kiosks) -> lines.add("  refused: what " + kiosks
                + (kiosks == 1 ? " kiosk" : " kiosks") + " sent, as the gateway takes nothing of "
                + (kiosks == 1 ? "it: " : "them: ") + why));
        differing.forEach(each -> lines.add("  " + each));
        return lines;
    }

    private int differing() {
        return differing.size()
                + unwelcome.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void expect(String reason, Expected more) {
        expected.merge(reason, more, Expected::plus);
    }

    private static String nameOf(String reason) {
        return TIMES.contains(reason) ? OF_TIME : reason;
    }

    /** Between so many and so many. */
    private record Expected(long least, long most) {
        static final Expected NONE = new Expected(0, 0);

        Expected plus(Expected other) {
            return new Expected(least + other.least, most + other.most);
        }

        @Override
        public String toString() {
            return least == most ? Long.toString(least) : least + " to " + most;
        }
    }
}
