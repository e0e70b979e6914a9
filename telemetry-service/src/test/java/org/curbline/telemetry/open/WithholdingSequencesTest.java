package org.curbline.telemetry.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * However many reports somebody keeps, made whenever: of a small week neither the sessions nor the bytes nor the length
 * of the sessions can be told, as another history looks the same. All columns of all rows count as seen.
 */
class WithholdingSequencesTest {
    private static final int SMALLEST = 3;
    private static final LocalDate FIRST = LocalDate.of(2027, 1, 3);

    @Test
    void threeReports() {
        assertTrue(requireDoubt(3, 3, 6, 1, SMALLEST, SMALLEST) > 1_000);
    }

    @Test
    void fourReports() {
        assertTrue(requireDoubt(4, 2, 6, 1, SMALLEST, SMALLEST) > 1_000);
    }

    @Test
    void bytesAndLengthsOfSessions() {
        assertTrue(requireDoubt(1, 3, 6, 5, SMALLEST, SMALLEST) > 10);
        assertTrue(requireDoubt(2, 2, 6, 5, SMALLEST, SMALLEST) > 10);
    }

    /** What may be done if the smallest count must be another one: docs/open-data.md. */
    @Test
    void anotherSmallestCountFromTheFirstWeekOnThatWasNotOver() {
        assertTrue(requireDoubt(2, 3, 8, 1, SMALLEST, SMALLEST + 1) > 1_000);
        assertTrue(requireDoubt(2, 3, 8, 1, SMALLEST + 1, SMALLEST) > 1_000);
    }

    /** Why that is to be done, and the first week not to be changed otherwise. */
    @Test
    void withAnotherSmallestCountOrFirstWeekTwoReportsGiveSmallWeekAway() {
        List<WeekOfUse> weeks = weeks(4, 2, 2, 50);
        assertEquals(List.of("4/4", "-", "-/8", "50/58"), told(rows(SMALLEST, weeks)));
        assertEquals(
                List.of("-", "-/6", "-", "-/58"), told(rows(SMALLEST + 2, weeks)), "the second week has 2, as 6 - 4");

        List<WeekOfUse> begun = weeks(1, 5);
        assertEquals(List.of("-", "-/6"), told(rows(SMALLEST, begun)));
        assertEquals(List.of("5/5"), told(rows(SMALLEST, begun.subList(1, 2))), "the first week has 1, as 6 - 5");
    }

    /**
     * @param most sessions of a week, in the worlds that are compared; those that are looked at keep away from it
     * @param amounts of bytes and seconds, likewise
     * @param smallestLater of all reports but the first
     * @return how many small weeks were looked at
     */
    private static int requireDoubt(int reports, int weeks, int most, int amounts, int smallest, int smallestLater) {
        int looked = 0;
        for (Schedule schedule : Schedule.all(reports, weeks)) {
            Sequences sequences = new Sequences(schedule, most, amounts, smallest, smallestLater);
            sequences.forEach(sequences::note);
            sequences.forEach(sequences::look);
            looked += sequences.looked;
        }
        return looked;
    }

    private static List<WeeklyUsage> rows(int smallest, List<WeekOfUse> weeks) {
        return new Withholding(smallest, FIRST.plusWeeks(9)).rows(weeks, true);
    }

    private static List<WeekOfUse> weeks(long... sessions) {
        return IntStream.range(0, sessions.length)
                .mapToObj(i -> new WeekOfUse(FIRST.plusWeeks(i), sessions[i], 60 * sessions[i], 1_000_000, 0))
                .toList();
    }

    private static List<String> told(List<WeeklyUsage> rows) {
        return rows.stream()
                .map(row -> (row.week().sessions() == null ? "-" : row.week().sessions())
                        + (row.toDate().sessions() == null
                                ? ""
                                : "/" + row.toDate().sessions()))
                .toList();
    }

    /**
     * When the reports are made.
     *
     * @param known how many weeks are over at each
     * @param sure how many of them cannot change any more
     */
    private record Schedule(int weeks, List<Integer> known, List<Integer> sure) {
        static List<Schedule> all(int reports, int weeks) {
            List<Schedule> all = new ArrayList<>();
            add(reports, new Schedule(weeks, List.of(), List.of()), all);
            return all;
        }

        private static void add(int reports, Schedule begun, List<Schedule> all) {
            int made = begun.known.size();
            if (made == reports) {
                all.add(begun);
                return;
            }
            int knownBefore = made == 0 ? 1 : begun.known.get(made - 1);
            int sureBefore = made == 0 ? 0 : begun.sure.get(made - 1);
            for (int known = made + 1 == reports ? begun.weeks : knownBefore; known <= begun.weeks; known++) {
                for (int sure = sureBefore; sure <= known; sure++) {
                    add(reports, new Schedule(begun.weeks, and(begun.known, known), and(begun.sure, sure)), all);
                }
            }
        }

        private static List<Integer> and(List<Integer> before, int next) {
            List<Integer> all = new ArrayList<>(before);
            all.add(next);
            return all;
        }
    }

    /** Everything that can have been used by the times of the reports. */
    private static final class Sequences {
        private final Schedule schedule;
        private final int reports;
        private final int most;
        private final int amounts;
        private final int smallest;
        private final int smallestLater;
        /** By report and week. */
        private final int[][] sessions;

        private final int[][] amount;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<Integer, Integer> forms = new HashMap<>();
        /** What may have been, a bit each, by what is seen. */
        private final Map<Long, long[]> worlds = new HashMap<>();

        private int looked;

        Sequences(Schedule schedule, int most, int amounts, int smallest, int smallestLater) {
            this.schedule = schedule;
            this.reports = schedule.known.size();
            this.most = most;
            this.amounts = amounts;
            this.smallest = smallest;
            this.smallestLater = smallestLater;
            this.sessions = new int[reports][schedule.weeks];
            this.amount = new int[reports][schedule.weeks];
        }

        void forEach(Runnable each) {
            fill(0, 0, each);
        }

        private void fill(int report, int week, Runnable each) {
            if (report == reports) {
                each.run();
            } else if (week == schedule.weeks) {
                fill(report + 1, 0, each);
            } else if (week >= schedule.known.get(report)) {
                sessions[report][week] = 0;
                amount[report][week] = 0;
                fill(report, week + 1, each);
            } else {
                boolean known = report > 0 && week < schedule.known.get(report - 1);
                boolean sure = report > 0 && week < schedule.sure.get(report - 1);
                int least = known ? sessions[report - 1][week] : 0;
                int leastAmount = known ? amount[report - 1][week] : 0;
                for (int s = least; s <= (sure ? least : most); s++) {
                    int mostAmount = s == 0 ? 0 : amounts - 1;
                    for (int a = leastAmount; a <= (sure ? leastAmount : mostAmount); a++) {
                        sessions[report][week] = s;
                        amount[report][week] = a;
                        fill(report, week + 1, each);
                    }
                }
            }
        }

        void note() {
            long[] possible = worlds.computeIfAbsent(seen(), none -> new long[2]);
            for (int report = 0; report < reports; report++) {
                for (int week = 0; week < schedule.weeks; week++) {
                    int cell = report * schedule.weeks + week;
                    possible[0] |= 1L << (cell * (most + 1) + sessions[report][week]);
                    possible[1] |= 1L << (cell * amounts + amount[report][week]);
                }
            }
        }

        void look() {
            if (!isInTheMiddle()) {
                return;
            }
            long[] possible = worlds.getOrDefault(seen(), new long[2]);
            int began = later();
            for (int report = 0; report < reports; report++) {
                for (int week = 0; week < schedule.weeks; week++) {
                    int count = sessions[report][week];
                    if (count > 0 && count < (week < began ? smallest : smallestLater)) {
                        int cell = report * schedule.weeks + week;
                        looked++;
                        assertTrue(isDoubtful(possible[0], cell, most + 1), this::toString);
                        assertTrue(amounts == 1 || isDoubtful(possible[1], cell, amounts), this::toString);
                    }
                }
            }
        }

        private static boolean isDoubtful(long possible, int cell, int values) {
            return Long.bitCount(possible >> (cell * values) & ((1L << values) - 1)) > 1;
        }

        private boolean isInTheMiddle() {
            for (int report = 0; report < reports; report++) {
                for (int week = 0; week < schedule.weeks; week++) {
                    boolean used = sessions[report][week] > 0;
                    if (sessions[report][week] > most - Math.max(smallest, smallestLater)
                            || (used && amount[report][week] != amounts / 2)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Another number for whatever looks otherwise. */
        private long seen() {
            long seen = form(0, 0);
            for (int report = 1; report < reports; report++) {
                seen = seen << 16 | form(report, later());
            }
            return seen;
        }

        /** The week with which the later reports begin: after a change the first that no report can have had. */
        private int later() {
            return smallest == smallestLater ? 0 : schedule.known.get(0);
        }

        /** The number of how one report looks. */
        private int form(int report, int first) {
            int used = report * (schedule.weeks + 1) + first;
            for (int week = 0; week < schedule.weeks; week++) {
                used = (used * (most + 1) + sessions[report][week]) * amounts + amount[report][week];
            }
            return forms.computeIfAbsent(used, none -> made(report, first));
        }

        private int made(int report, int first) {
            int known = schedule.known.get(report);
            List<WeekOfUse> weeks = IntStream.range(Math.min(first, known), known)
                    .mapToObj(week -> new WeekOfUse(
                            FIRST.plusWeeks(week),
                            sessions[report][week],
                            60L * (sessions[report][week] + amount[report][week]),
                            1_000_000L * amount[report][week],
                            1_000_000))
                    .toList();
            LocalDate finalUntil = FIRST.plusWeeks(schedule.sure.get(report) - 1L);
            List<WeeklyUsage> rows =
                    new Withholding(report == 0 ? smallest : smallestLater, finalUntil).rows(weeks, true);
            return numbers.computeIfAbsent(rows.toString(), none -> numbers.size());
        }

        @Override
        public String toString() {
            return schedule + ": " + Arrays.deepToString(sessions) + Arrays.deepToString(amount);
        }
    }
}
