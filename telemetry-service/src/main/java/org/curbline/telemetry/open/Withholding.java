package org.curbline.telemetry.open;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes rows of weeks so that no small count can be worked out, from one export or from many.
 *
 * <p>A week with fewer sessions than the smallest count is withheld, and with it the weeks that follow until they are
 * two at least and large enough together that each could have been anything from one session up to the smallest count.
 * Of them only the sum is told, by the totals to date at their end. So the totals stay true, and every small week stays
 * one of many that would look the same.
 *
 * <p>Late events can make a week larger. So that an earlier export and a later one do not give away together what
 * neither does alone, an export ends before the first withheld week that can still change: what has been told is never
 * withheld afterwards, and what was withheld is told as a sum once, when nothing can change any more.
 */
public final class Withholding {
    private final int smallest;
    private final LocalDate finalUntil;

    /**
     * @param smallest counts below it are withheld; at most 1 withholds nothing
     * @param finalUntil weeks that end later can still change
     */
    public Withholding(int smallest, LocalDate finalUntil) {
        this.smallest = smallest;
        this.finalUntil = finalUntil;
    }

    /**
     * @param weeks over already, in the order of time, without a gap
     * @param sinceTheFirst whether nothing that was ever used is missing before; if not, nothing is said to date, and
     *     the rows begin where they do not depend on what is missing
     */
    public List<WeeklyUsage> rows(List<WeekOfUse> weeks, boolean sinceTheFirst) {
        List<WeeklyUsage> rows = new ArrayList<>();
        Sum sum = new Sum();
        int next = sinceTheFirst ? 0 : afterTheFirstLarge(weeks);
        while (next < weeks.size()) {
            int end = isSmall(weeks.get(next)) ? endOfWithheld(weeks, next) : next + 1;
            if (end == 0) {
                return rows;
            }
            boolean told = end == next + 1;
            for (WeekOfUse week : weeks.subList(next, end)) {
                sum.add(week);
                boolean last = week.equals(weeks.get(end - 1));
                if (week.sessions() > 0) {
                    rows.add(new WeeklyUsage(
                            week.end(),
                            told ? WeeklyUsage.Week.of(week, smallest) : WeeklyUsage.Week.WITHHELD,
                            last && sinceTheFirst
                                    ? WeeklyUsage.ToDate.of(sum.sessions, sum.bytes)
                                    : WeeklyUsage.ToDate.WITHHELD));
                }
            }
            next = end;
        }
        return rows;
    }

    /** A large week is always the last of those that are told or withheld together. */
    private int afterTheFirstLarge(List<WeekOfUse> weeks) {
        int next = 0;
        while (next < weeks.size() && weeks.get(next).sessions() < smallest) {
            next++;
        }
        return Math.min(next + 1, weeks.size());
    }

    /** Nothing at all is no small count, once it is sure. */
    private boolean isSmall(WeekOfUse week) {
        return week.sessions() < smallest && (week.sessions() > 0 || !isFinal(week));
    }

    /** Behind the last week that is withheld together with the first; 0 if that cannot be told yet. */
    private int endOfWithheld(List<WeekOfUse> weeks, int first) {
        long together = 0;
        int used = 0;
        for (int i = first; i < weeks.size() && isFinal(weeks.get(i)); i++) {
            together += weeks.get(i).sessions();
            used += weeks.get(i).sessions() > 0 ? 1 : 0;
            if (used >= 2 && together >= smallest + used - 1) {
                return i + 1;
            }
        }
        return 0;
    }

    private boolean isFinal(WeekOfUse week) {
        return !week.end().isAfter(finalUntil);
    }

    private static final class Sum {
        private long sessions;
        private long bytes;

        void add(WeekOfUse week) {
            sessions = Math.addExact(sessions, week.sessions());
            bytes = Math.addExact(bytes, Math.addExact(week.downBytes(), week.upBytes()));
        }
    }
}
