package org.curbline.telemetry.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small weeks are withheld, what is told is true, and no exports of any histories give a small week away. */
class WithholdingTest {
    private static final int SMALLEST = 3;
    /** Of a week, in the worlds that are compared; those that are looked at keep away from it. */
    private static final int MOST = 8;

    private static final LocalDate FIRST = LocalDate.of(2027, 1, 3);

    @Test
    void largeWeeksAreToldWithAllThatWasUsedToDate() {
        List<WeeklyUsage> rows = export(3, true, 5, 3, 100);

        assertEquals(
                List.of(5L, 3L, 100L),
                rows.stream().map(row -> row.week().sessions()).toList());
        assertEquals(
                List.of(5L, 8L, 108L),
                rows.stream().map(row -> row.toDate().sessions()).toList());
    }

    @Test
    void withSmallWeekThoseAreWithheldThatWouldGiveItAway() {
        List<WeeklyUsage> rows = export(4, true, 5, 2, 50, 7);

        assertEquals(
                Arrays.asList(5L, null, null, 7L),
                rows.stream().map(row -> row.week().sessions()).toList());
        assertEquals(
                Arrays.asList(5L, null, 57L, 64L),
                rows.stream().map(row -> row.toDate().sessions()).toList());
        assertNull(rows.get(1).week().averageSession());
        assertNull(rows.get(2).week().terabytesDown());
        assertNotNull(rows.get(3).week().terabytesDown());
    }

    @Test
    void twoWeeksOfOneSessionEachTakeAThirdOne() {
        assertEquals(List.of("-", "-", "-/52", "7/59"), told(export(4, true, 1, 1, 50, 7)));
    }

    @Test
    void nothingIsToldBehindSmallWeekThatCanStillChange() {
        assertEquals(List.of("5/5"), told(export(1, true, 5, 2, 50, 7)));
        assertEquals(List.of("5/5"), told(export(2, true, 5, 2, 50, 7)), "the one that goes with it can");
        assertEquals(List.of("5/5", "-", "-/57", "7/64"), told(export(3, true, 5, 2, 50, 7)));
    }

    @Test
    void weekWithoutUseHasNoRowOnceThatIsSure() {
        assertEquals(List.of("5/5", "7/12"), told(export(3, true, 5, 0, 7)));
        assertEquals(List.of("5/5"), told(export(1, true, 5, 0, 7)));
    }

    @Test
    void nothingIsWithheldWhereNothingIsSmall() {
        List<WeeklyUsage> rows = new Withholding(0, FIRST).rows(weeks(1, 0, 2), true);

        assertEquals(List.of("1/1", "2/3"), told(rows));
    }

    @Test
    void whatIsToldIsTrue() {
        everyHistory(5, 5, weeks -> {
            long sum = 0;
            Map<LocalDate, Long> toDate = new HashMap<>();
            for (WeekOfUse week : weeks(weeks)) {
                sum += week.sessions();
                toDate.put(week.end(), sum);
            }
            for (WeeklyUsage row : export(weeks.length, true, weeks)) {
                Long told = row.week().sessions();
                assertTrue(told == null || told == sessions(weeks, row), () -> Arrays.toString(weeks));
                Long toldToDate = row.toDate().sessions();
                assertTrue(
                        toldToDate == null || toldToDate.equals(toDate.get(row.reportEnding())),
                        () -> Arrays.toString(weeks));
            }
        });
    }

    /** Every history of five weeks is told as another one is that has another number in the place of a small one. */
    @Test
    void noExportGivesSmallWeekAway() {
        Map<List<String>, List<Set<Long>>> worlds = new HashMap<>();
        everyHistory(5, MOST, weeks -> note(worlds, told(export(weeks.length, true, weeks)), weeks));

        everyHistory(5, MOST - SMALLEST, weeks -> requireDoubt(worlds, told(export(weeks.length, true, weeks)), weeks));
    }

    /** Nor do two exports, of which the earlier one was made before late events came, and knew fewer weeks. */
    @Test
    void noSequenceOfExportsGivesSmallWeekAway() {
        for (int known = 1; known <= 3; known++) {
            for (int sure = 0; sure <= known; sure++) {
                Map<List<String>, List<Set<Long>>> before = new HashMap<>();
                Map<List<String>, List<Set<Long>>> after = new HashMap<>();
                everySequence(known, sure, MOST, (early, late, seen) -> {
                    note(before, seen, early);
                    note(after, seen, late);
                });
                everySequence(known, sure, MOST - SMALLEST, (early, late, seen) -> {
                    requireDoubt(before, seen, early);
                    requireDoubt(after, seen, late);
                });
            }
        }
    }

    /** Of the oldest weeks those are gone that the store no longer keeps, and somebody has the export from before. */
    @Test
    void whatWasWithheldIsNotToldWhenOlderWeeksAreForgotten() {
        everyHistory(5, 5, weeks -> {
            Set<LocalDate> told = export(weeks.length, true, weeks).stream()
                    .filter(row -> row.week().sessions() != null)
                    .map(WeeklyUsage::reportEnding)
                    .collect(Collectors.toSet());
            for (int forgotten = 1; forgotten < weeks.length; forgotten++) {
                List<WeekOfUse> left = weeks(weeks).subList(forgotten, weeks.length);
                for (WeeklyUsage row : new Withholding(SMALLEST, FIRST.plusWeeks(9)).rows(left, false)) {
                    assertNull(row.toDate().sessions());
                    assertTrue(
                            row.week().sessions() == null || told.contains(row.reportEnding()),
                            () -> Arrays.toString(weeks));
                }
            }
        });
    }

    private static void note(Map<List<String>, List<Set<Long>>> worlds, List<String> seen, long[] weeks) {
        List<Set<Long>> possible = worlds.computeIfAbsent(seen, none -> IntStream.range(0, weeks.length)
                .mapToObj(week -> (Set<Long>) new TreeSet<Long>())
                .toList());
        for (int i = 0; i < weeks.length; i++) {
            possible.get(i).add(weeks[i]);
        }
    }

    private static void requireDoubt(Map<List<String>, List<Set<Long>>> worlds, List<String> seen, long[] weeks) {
        for (int i = 0; i < weeks.length; i++) {
            if (weeks[i] > 0 && weeks[i] < SMALLEST) {
                Set<Long> possible = worlds.getOrDefault(seen, List.of()).get(i);
                assertTrue(possible.size() > 1, Arrays.toString(weeks) + " is seen as " + seen + ": " + i + possible);
            }
        }
    }

    private static void everyHistory(int weeks, int most, Consumer<long[]> consumer) {
        long[] history = new long[weeks];
        do {
            consumer.accept(history.clone());
        } while (next(history, most));
    }

    private static boolean next(long[] history, int most) {
        for (int i = 0; i < history.length; i++) {
            if (++history[i] <= most) {
                return true;
            }
            history[i] = 0;
        }
        return false;
    }

    /** Every two states of three weeks that can follow each other, and what is seen of both. */
    private static void everySequence(int known, int sure, int most, Sequence consumer) {
        everyHistory(
                3,
                most,
                late -> everyHistory(3, most, early -> {
                    for (int i = 0; i < early.length; i++) {
                        boolean can = i < sure ? early[i] == late[i] : early[i] <= late[i];
                        if (!can || (i >= known && early[i] != 0)) {
                            return;
                        }
                    }
                    List<String> seen = new ArrayList<>(told(new Withholding(SMALLEST, FIRST.plusWeeks(sure - 1))
                            .rows(weeks(early).subList(0, known), true)));
                    seen.add("then");
                    seen.addAll(told(export(late.length, true, late)));
                    consumer.of(early, late, seen);
                }));
    }

    private interface Sequence {
        void of(long[] early, long[] late, List<String> seen);
    }

    /** @param sure how many weeks cannot change any more */
    private static List<WeeklyUsage> export(int sure, boolean sinceTheFirst, long... weeks) {
        return new Withholding(SMALLEST, FIRST.plusWeeks(sure - 1)).rows(weeks(weeks), sinceTheFirst);
    }

    private static List<WeekOfUse> weeks(long... sessions) {
        return IntStream.range(0, sessions.length)
                .mapToObj(i -> new WeekOfUse(FIRST.plusWeeks(i), sessions[i], 60 * sessions[i], 1_000_000, 0))
                .toList();
    }

    private static long sessions(long[] weeks, WeeklyUsage row) {
        return weeks[(int) (row.reportEnding().toEpochDay() - FIRST.toEpochDay()) / 7];
    }

    /** With the day of the row left out where every week has one: sessions, and behind a slash those to date. */
    private static List<String> told(List<WeeklyUsage> rows) {
        return rows.stream()
                .map(row -> (row.week().sessions() == null ? "-" : row.week().sessions())
                        + (row.toDate().sessions() == null
                                ? ""
                                : "/" + row.toDate().sessions()))
                .toList();
    }
}
