package org.curbline.agent.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.curbline.protocol.EventKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was taken is kept, whatever happens to the power and the card. */
class SpoolTest {
    private static final int CUTS = Integer.getInteger("curbline.cuts", 500);
    private static final long MUCH = 1 << 20;

    private static final UUID BOOT = new UUID(1, 0);

    private final CutFiles card = new CutFiles();
    private final SplittableRandom random = new SplittableRandom(7);
    private UUID boot = BOOT;

    @Test
    void whatIsSafeIsGivenOutInOrderAndOnce() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 5);
        assertEquals(List.of(), spool.next(10, 10_000), "nothing is safe yet");
        spool.sync();
        assertEquals(List.of(0L, 1L, 2L), seqs(spool.next(3, 10_000)));
        assertEquals(List.of(3L, 4L), seqs(spool.next(3, 10_000)));
        assertEquals(List.of(), spool.next(3, 10_000));
        add(spool, 1);
        spool.sync();
        assertEquals(List.of(5L), seqs(spool.next(3, 10_000)));
        spool.done(2);
        assertEquals(3, spool.waiting());
        spool.again();
        assertEquals(List.of(3L, 4L, 5L), seqs(spool.next(10, 10_000)));
    }

    @Test
    void onlySoManyBytesAreGivenOutAtOnce() throws Exception {
        Spool spool = open(MUCH);
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, null));
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, null));
        spool.add(new Draft(EventKind.CALL, SpoolTest::json, null));
        spool.add(new Draft(EventKind.WIFI, seq -> new byte[60_000], null));
        spool.sync();
        assertEquals(List.of(0L, 1L, 2L), seqs(spool.next(10, 10_000)));
        assertEquals(List.of(3L), seqs(spool.next(10, 10_000)), "one always goes, however large it is");
    }

    @Test
    void whatHasJustComeGoesAheadOfABacklogAndOnlyOnce() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 50);
        spool.sync();
        spool = open(MUCH); // they wait since before a restart
        assertEquals(List.of(), spool.fresh(10, 10, 10_000));
        add(spool, 2);
        assertEquals(List.of(), spool.fresh(10, 10, 10_000), "not safe yet");
        spool.sync();
        assertEquals(List.of(), spool.fresh(100, 10, 10_000), "that is no backlog");
        assertEquals(List.of(0L, 1L), seqs(spool.next(2, 10_000)));
        List<SpooledEvent> fresh = spool.fresh(10, 10, 10_000);
        assertEquals(List.of(50L, 51L), seqs(fresh));
        assertEquals(List.of(), spool.fresh(10, 10, 10_000));
        spool.doneAhead(fresh.stream().mapToLong(SpooledEvent::seq).toArray());
        assertEquals(50, spool.waiting());
        spool.done(1);
        spool.again();
        assertEquals(
                48, spool.next(100, 100_000).size(), "what went ahead is done, whatever becomes of the connection");
        spool.done(49);
        assertEquals(0, spool.waiting());
        spool.close();
        assertEquals(0, open(MUCH).waiting(), "all is done");
    }

    @Test
    void whatWentAheadAndIsNotDoneGoesInItsTurnAfterTheConnectionIsLost() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 50);
        spool.sync();
        assertEquals(50, spool.fresh(10, 100, 100_000).size());
        spool.again();
        assertEquals(50, spool.next(100, 100_000).size());
    }

    @Test
    void whatWasTakenIsThereAfterAnyPowerCutWithoutAGap() throws Exception {
        TreeMap<Long, byte[]> taken = new TreeMap<>();
        TreeMap<Long, byte[]> added = new TreeMap<>();
        Spool spool = open(64 * MUCH);
        String run = spool.run();
        long settled = -1;
        for (int cut = 0; cut < CUTS; cut++) {
            for (int step = random.nextInt(40); step > 0; step--) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        spool.sync();
                        taken.putAll(added);
                        added.clear();
                    }
                    case 1 -> {
                        List<SpooledEvent> events = spool.next(1 + random.nextInt(20), 20_000);
                        if (!events.isEmpty() && random.nextBoolean()) {
                            settled = Math.max(
                                    settled, events.get(events.size() - 1).seq());
                            spool.done(settled);
                        }
                    }
                    default -> {
                        byte[] body = body();
                        added.put(spool.add(new Draft(EventKind.WIFI, seq -> body, null)), body);
                    }
                }
            }
            card.cut(random);
            spool = open(64 * MUCH);
            assertEquals(run, spool.run(), "cut " + cut);
            assertEquals(0, spool.lost(), "cut " + cut);
            settled = -1; // what was settled may be given out again
            requireAll(spool, taken, added, cut);
            spool.again();
            added.clear();
        }
        assertTrue(spool.nextSeq() > 5L * CUTS, spool.nextSeq() + " events");
    }

    /** Everything that was taken, perhaps from what was settled on, and perhaps more of what was not taken yet. */
    private static void requireAll(Spool spool, NavigableMap<Long, byte[]> taken, Map<Long, byte[]> added, int cut)
            throws IOException {
        List<SpooledEvent> all = new ArrayList<>();
        for (List<SpooledEvent> some = spool.next(1_000, 1 << 30); !some.isEmpty(); some = spool.next(1_000, 1 << 30)) {
            all.addAll(some);
        }
        long expected = all.isEmpty() ? spool.nextSeq() : all.get(0).seq();
        for (SpooledEvent event : all) {
            assertEquals(expected++, event.seq(), "no gap after cut " + cut);
            byte[] body = taken.containsKey(event.seq()) ? taken.get(event.seq()) : added.get(event.seq());
            assertArrayEquals(body, event.json(), "event " + event.seq() + " after cut " + cut);
            taken.put(event.seq(), event.json()); // it is safe now
        }
        assertEquals(spool.nextSeq(), expected, "the numbers go on after cut " + cut);
        assertTrue(taken.isEmpty() || spool.nextSeq() > taken.lastKey(), "no number twice after cut " + cut);
        taken.headMap(all.isEmpty() ? spool.nextSeq() : all.get(0).seq()).clear();
    }

    @Test
    void whenItIsFullTheOldestLeaveAndAreCounted() throws Exception {
        Spool spool = open(256 * 1024);
        int events = 0;
        while (spool.lost() == 0) {
            add(spool, 1);
            events++;
        }
        spool.sync();
        assertEquals(events, spool.waiting() + spool.lost());
        assertEquals(List.of(spool.lost()), seqs(spool.next(1, 10_000)), "the first that is left");
        assertTrue(card.names().stream().mapToLong(card::size).sum() <= 256 * 1024);
        Spool again = open(256 * 1024);
        assertEquals(events - spool.lost(), again.waiting());
        assertEquals(spool.lost(), again.lost(), "told again after a restart");
        assertEquals(0, again.lostSinceOpened(), "and known from before");
    }

    @Test
    void whatLeftAFullSpoolIsCountedOnceWheneverItIsKilledOrThePowerCut() throws Exception {
        long maxBytes = 256 * 1024;
        Spool spool = open(maxBytes);
        long acknowledged = 0;
        for (int cut = 0; cut < CUTS; cut++) {
            add(spool, random.nextInt(400));
            if (random.nextBoolean()) {
                spool.sync();
            }
            if (random.nextBoolean()) {
                List<SpooledEvent> events = spool.next(random.nextInt(200), 1 << 20);
                if (!events.isEmpty()) {
                    spool.done(events.get(events.size() - 1).seq());
                    acknowledged += events.size();
                }
                add(spool, 1);
                spool.sync(); // else they are given out again, and acknowledged twice
            }
            if (random.nextInt(4) == 0) {
                card.cut(random);
            }
            spool = open(maxBytes);
            assertEquals(
                    spool.nextSeq(), acknowledged + spool.waiting() + spool.lost(), "every event is one of the three");
        }
        assertTrue(spool.lost() > CUTS, spool.lost() + " are lost");
        assertEquals(spool.waiting(), seqs(spool.next(100_000, 1 << 24)).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void eventTheCardDoesNotTakeIsRefusedAndTheNextHasItsNumber(int failures) throws Exception {
        Spool spool = open(MUCH);
        add(spool, 2);
        card.failNext(failures);
        for (int i = 0; i < failures; i++) {
            assertThrows(IOException.class, () -> add(spool, 1));
        }
        add(spool, 1);
        spool.sync();
        assertEquals(List.of(0L, 1L, 2L), seqs(spool.next(10, 10_000)));
        assertEquals(3, open(MUCH).waiting());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fileThatTheCardDidNotTakeAtOnceHasBookmarksToo(int failures) throws Exception {
        Spool spool = openWithAFullFile();
        String first = card.names().get(0);
        card.failNext(failures);
        for (int i = 0; i < failures; i++) {
            assertThrows(IOException.class, () -> add(spool, 1));
        }
        add(spool, 1);
        spool.sync();
        spool.done(spool.nextSeq() - 1);
        assertFalse(card.names().contains(first), "nobody needs it any more");
        spool.close();
        Spool again = open(MUCH);
        assertEquals(Optional.of("page 7"), again.bookmark("calls"));
        assertEquals(spool.nextSeq(), again.nextSeq());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fileThatTheCardHasNotTakenYetGoesOnWithNumbersAndBookmarks(int failures) throws Exception {
        Spool spool = openWithAFullFile();
        card.failNext(failures);
        assertThrows(IOException.class, () -> add(spool, 1));
        long next = spool.nextSeq();
        if (failures == 1) { // it is killed once all were acknowledged
            spool.done(next - 1);
        } else { // nor is there room then, but when it ends
            assertThrows(IOException.class, () -> spool.done(next - 1));
            spool.close();
        }
        Spool again = open(MUCH);
        assertEquals(Optional.of("page 7"), again.bookmark("calls"));
        assertEquals(spool.run(), again.run());
        assertEquals(next, again.nextSeq());
    }

    /** With a bookmark in its only file; the next event begins another. */
    private Spool openWithAFullFile() throws IOException {
        Spool spool = open(MUCH);
        spool.add(List.of(new Draft(EventKind.CALL, SpoolTest::json, null)), new Bookmark("calls", "page 7"));
        while (card.size(card.names().get(0)) < MUCH / 16) {
            add(spool, 1);
            spool.sync();
        }
        return spool;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatTheCardFailsToMakeSafeIsWrittenAgainBeforeItCountsAsSafe(int failures) throws Exception {
        Spool spool = open(MUCH);
        add(spool, 2);
        spool.sync();
        add(spool, 3);
        card.failNextForces(failures);
        for (int i = 0; i < failures; i++) {
            assertThrows(IOException.class, spool::sync);
            assertEquals(
                    List.of(),
                    seqs(spool.next(10, 10_000)).stream().filter(seq -> seq > 1).toList());
            add(spool, 1);
        }
        spool.sync();
        card.cut(random);
        assertEquals(5 + failures, seqs(open(MUCH).next(100, 100_000)).size());
    }

    @Test
    void cardThatIsReadOnlyFromTheStartGivesOutWhatIsSafeTakesNothingAndLaterGoesOn() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 50);
        spool.sync();
        add(spool, 5);
        spool.sync();
        add(spool, 3); // of which a power cut may take some
        card.readOnly(true);
        Spool again = open(MUCH);
        assertEquals(spool.run(), again.run());
        assertEquals(50, seqs(again.next(100, 100_000)).size(), "those of which it is known that they are safe");
        again.done(9);
        assertThrows(IOException.class, () -> add(again, 1));
        assertThrows(IOException.class, again::sync, "and says so");
        assertThrows(IOException.class, () -> add(again, 1));
        card.readOnly(false);
        add(again, 1);
        again.sync();
        assertEquals(
                LongStream.range(50, 59).boxed().toList(),
                seqs(again.next(100, 100_000)),
                "the next has the next number");
        assertEquals(49, again.waiting());
        card.cut(random);
        assertEquals(49, open(MUCH).waiting());
    }

    @Test
    void newCardThatIsReadOnlyBeginsItsRunWhenItCanBeWritten() throws Exception {
        card.readOnly(true);
        Spool spool = open(MUCH);
        assertThrows(IOException.class, () -> add(spool, 1));
        assertEquals(List.of(), spool.next(100, 100_000));
        spool.close();
        Spool next = open(MUCH);
        card.readOnly(false);
        add(next, 1);
        next.sync();
        Spool again = open(MUCH);
        assertEquals(next.run(), again.run());
        assertEquals(List.of(0L), seqs(again.next(100, 100_000)));
    }

    @Test
    void whatAPowerCutLeftTornOnACardThatIsReadOnlyIsCutOffOnceItCanBeWritten() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 20);
        spool.sync();
        add(spool, 20);
        String file = card.names().get(0);
        int end = (int) card.size(file) - 10;
        CutFiles torn = card.copyUpTo(file, end);
        torn.readOnly(true);
        Spool again = Spool.open(torn, MUCH, random, boot);
        assertEquals(39, again.nextSeq());
        torn.readOnly(false);
        add(again, 2);
        again.sync();
        assertEquals(
                41,
                seqs(Spool.open(torn, MUCH, random, boot).next(100, 100_000)).size());
        assertEquals(0, again.lost());
    }

    @Test
    void damageInTheMiddleTakesOnlyWhatItHit() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 50);
        spool.sync();
        add(spool, 50);
        spool.sync();
        String file = card.names().get(0);
        card.damage(file, 2_000, 10);
        Spool again = open(MUCH);
        assertEquals(99, again.waiting());
        assertEquals(1, again.lost());
        List<Long> seqs = seqs(again.next(1_000, 1 << 20));
        assertEquals(99, seqs.size());
        assertEquals(spool.run(), again.run());
        assertEquals(100, again.nextSeq());
        again.done(99);
        assertEquals(0, again.waiting());
        again.close();
        Spool later = open(MUCH);
        assertEquals(1, later.lost(), "it stays counted");
        assertEquals(0, later.lostSinceOpened());
        later.close();
        assertEquals(1, open(MUCH).lost(), "once");
    }

    @Test
    void damageThatComesWhileItIsOpenIsCountedWhenItIsMet() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 100);
        spool.sync();
        assertEquals(0, spool.lost());
        card.damage(card.names().get(0), 2_000, 10);
        assertEquals(99, spool.next(1_000, 1 << 20).size());
        assertEquals(1, spool.lost());
        assertEquals(99, spool.waiting());
        spool.again();
        assertEquals(99, spool.next(1_000, 1 << 20).size());
        assertEquals(1, spool.lost(), "once");
        spool.done(99);
        assertEquals(0, spool.waiting());
    }

    @Test
    void newestEventsThatAreDamagedAreLostAndTheirNumbersNotGivenAgain() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 10);
        spool.sync();
        int begin = (int) card.size(card.names().get(0));
        add(spool, 3);
        spool.sync();
        spool.done(1);
        add(spool, 1);
        spool.sync(); // says up to where all is safe
        int end = begin + 3 * (Records.HEAD + json(10).length);
        card.damage(card.names().get(0), begin, end - begin);
        Spool again = open(MUCH);
        assertEquals(14, again.nextSeq());
        assertEquals(3, again.lost());
        assertEquals(9, again.waiting());
    }

    @Test
    void spoolWhoseFileIsGoneHasLostWhatWasInIt() throws Exception {
        Spool spool = open(MUCH);
        while (card.names().size() < 4) {
            add(spool, 1);
        }
        spool.sync();
        card.delete(card.names().stream().sorted().toList().get(1));
        Spool again = open(MUCH);
        assertTrue(again.lost() > 100, again.lost() + " are lost");
        assertEquals(again.nextSeq(), again.waiting() + again.lost());
        assertEquals(again.waiting(), again.next(100_000, 1 << 24).size());
    }

    @Test
    void whatIsLostIsCountedWithTheRestWhenItsFileLeaves() throws Exception {
        Spool spool = open(MUCH);
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, 0L));
        add(spool, 100);
        spool.sync();
        add(spool, 1);
        spool.sync();
        card.damage(card.names().get(0), 2_000, 10);
        boot = new UUID(2, 0);
        spool = open(MUCH);
        while (card.names().size() < 3) {
            add(spool, 1);
        }
        spool.sync();
        assertEquals(2, spool.lostSinceOpened());
        spool.done(spool.nextSeq() - 2);
        assertEquals(1, card.names().size(), "the others are gone");
        card.cut(random);
        spool = open(MUCH);
        assertEquals(1, spool.lost());
        assertEquals(1, spool.undatable());
    }

    @Test
    void spoolThatLostItsBeginKnowsItsRun() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 3);
        spool.sync();
        card.damage(card.names().get(0), 0, 12);
        Spool again = open(MUCH);
        assertEquals(spool.run(), again.run());
        assertEquals(List.of(0L, 1L, 2L), seqs(again.next(10, 10_000)));
    }

    @Test
    void spoolThatIsNewHasARunOfItsOwn() throws Exception {
        String first = open(MUCH).run();
        Spool other = Spool.open(new CutFiles(), MUCH, random, BOOT);
        assertNotEquals(first, other.run());
        assertTrue(first.matches("[0-9a-z]{10}"), first);
    }

    @Test
    void eventAloneCostsTheCardLessThanTwiceItsSize() throws Exception {
        Spool spool = open(64 * MUCH);
        long before = card.written();
        int events = 1_000;
        for (int i = 0; i < events; i++) {
            add(spool, 1);
            spool.sync();
            spool.done(i);
        }
        double times = (card.written() - before) / (double) (events * json(events).length);
        System.out.printf("SpoolTest: an event alone costs the card %.2f times its size%n", times);
        assertTrue(times < 2, times + " times");
    }

    @Test
    void filesOnADiskDoTheSame(@TempDir(factory = TempDirFactory.Standard.class) Path folder) throws Exception {
        try (Spool spool = Spool.open(folder.resolve("spool"), MUCH, random, BOOT)) {
            add(spool, 20);
            spool.sync();
            spool.done(4);
            IOException second =
                    assertThrows(IOException.class, () -> Spool.open(folder.resolve("spool"), MUCH, random, BOOT));
            assertTrue(String.valueOf(second.getMessage()).contains("Another agent"), second.getMessage());
        }
        try (Spool again = Spool.open(folder.resolve("spool"), MUCH, random, BOOT)) {
            assertEquals(15, again.waiting());
            assertEquals(5L, again.next(1, 10_000).get(0).seq());
        }
    }

    @Test
    void eventThatCameBeforeTheTimeWasKnownWaitsAndThenHasIt() throws Exception {
        Spool spool = open(MUCH);
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, 5_000L));
        add(spool, 1);
        spool.sync();
        assertEquals(List.of(), spool.next(10, 10_000), "those behind it wait, too");
        assertEquals(OptionalLong.empty(), spool.offset());
        spool.dated(65_000);
        List<SpooledEvent> events = spool.next(10, 10_000);
        assertEquals(List.of(0L, 1L), seqs(events));
        assertTrue(text(events.get(0)).contains("\"at\":\"2026-11-23T16:05:05.123Z\""), text(events.get(0)));
        card.cut(random);
        Spool again = open(MUCH);
        assertEquals(OptionalLong.of(65_000), again.offset());
        assertEquals(text(events.get(0)), text(again.next(10, 10_000).get(0)), "a repeat is the same");
    }

    @Test
    void timeThatWasKnownBeforeThePowerCutIsKnownAfterIt() throws Exception {
        Spool spool = open(MUCH);
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, 0L));
        spool.sync();
        spool.dated(1_000);
        card.cut(random);
        boot = new UUID(2, 0);
        Spool again = open(MUCH);
        assertEquals(0, again.undatable());
        assertEquals(OptionalLong.empty(), again.offset(), "of this start it is not");
        assertTrue(text(again.next(1, 10_000).get(0)).contains("\"at\":\"2026-11-23T16:04:06.123Z\""));
    }

    @Test
    void eventsOfAStartThatNeverKnewTheTimeAreCountedAndHoldUpNobody() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 2);
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, 0L));
        spool.add(new Draft(EventKind.WIFI, SpoolTest::json, 0L));
        spool.sync();
        card.cut(random);
        assertEquals(0, open(MUCH).undatable(), "the computer was not started anew");
        boot = new UUID(2, 0);
        Spool again = open(MUCH);
        assertEquals(2, again.undatable());
        assertEquals(2, again.waiting());
        add(again, 1);
        again.sync();
        assertEquals(List.of(0L, 1L, 4L), seqs(again.next(10, 10_000)));
        again.done(4);
        assertEquals(0, again.waiting());
        again.close();
        Spool later = open(MUCH);
        assertEquals(2, later.undatable(), "it stays counted");
        assertEquals(0, later.lostSinceOpened());
        assertEquals(0, later.lost());
    }

    /** Whatever of a page's bytes has reached the card when the process is killed or the power is cut. */
    @Test
    void pageAndItsBookmarkAreThereTogetherOrNotAtAllWhereverTheWritingEnds() throws Exception {
        Spool spool = open(MUCH);
        add(spool, 2);
        spool.sync();
        String file = card.names().get(0);
        long before = card.size(file);
        spool.add(List.of(draft(0), draft(1), draft(2)), new Bookmark("calls", "3 lines"));
        long whole = card.size(file);
        for (long end = before; end <= whole; end++) {
            CutFiles torn = card.copyUpTo(file, (int) end);
            Spool again = Spool.open(torn, MUCH, random, boot);
            boolean isWhole = end == whole;
            assertEquals(
                    isWhole ? Optional.of("3 lines") : Optional.empty(), again.bookmark("calls"), "at byte " + end);
            assertEquals(isWhole ? 5 : 2, again.nextSeq(), "at byte " + end);
            assertEquals(isWhole ? 5 : 2, again.waiting(), "at byte " + end);
        }
    }

    @Test
    void whatIsReadByPagesIsTakenOnceOverAnyPowerCuts() throws Exception {
        NavigableMap<Long, Integer> stored = new TreeMap<>();
        Spool spool = open(4 * MUCH);
        for (int cut = 0; cut < CUTS; cut++) {
            for (int step = random.nextInt(20); step > 0; step--) {
                int place = place(spool);
                int lines = random.nextInt(8);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        spool.sync();
                        deliver(spool, stored);
                    }
                    case 1 -> spool.add(new Draft(EventKind.HEALTH, SpoolTest::json, null));
                    default ->
                        spool.add(
                                IntStream.range(place, place + lines)
                                        .mapToObj(SpoolTest::draft)
                                        .toList(),
                                new Bookmark("calls", Integer.toString(place + lines)));
                }
            }
            card.cut(random);
            spool = open(4 * MUCH);
        }
        deliver(spool, stored);
        assertEquals(IntStream.range(0, place(spool)).boxed().toList(), List.copyOf(stored.values()));
        assertTrue(stored.size() > CUTS, stored.size() + " lines");
        assertTrue(card.names().size() < 8, "old files are gone, and so are the bookmarks in them");
    }

    private static int place(Spool spool) {
        return Integer.parseInt(spool.bookmark("calls").orElse("0"));
    }

    /** Everything that is safe, to a store where a repeat is the same point. */
    private static void deliver(Spool spool, Map<Long, Integer> stored) throws IOException {
        spool.again();
        List<SpooledEvent> events = spool.next(10_000, 1 << 24);
        for (SpooledEvent event : events) {
            if (event.kind() == EventKind.CALL) {
                Integer line = Integer.valueOf(text(event));
                Integer before = stored.put(event.seq(), line);
                assertTrue(before == null || before.equals(line), "number " + event.seq());
            }
        }
        if (!events.isEmpty()) {
            spool.done(events.get(events.size() - 1).seq());
            spool.sync();
        }
    }

    /** A line of a file, as an event. */
    private static Draft draft(int line) {
        return new Draft(EventKind.CALL, seq -> Integer.toString(line).getBytes(StandardCharsets.US_ASCII), null);
    }

    private static String text(SpooledEvent event) {
        return new String(event.json(), StandardCharsets.US_ASCII);
    }

    private Spool open(long maxBytes) throws IOException {
        return Spool.open(card, maxBytes, random, boot);
    }

    private static void add(Spool spool, int events) throws IOException {
        for (int i = 0; i < events; i++) {
            spool.add(new Draft(EventKind.WIFI, SpoolTest::json, null));
        }
    }

    private static byte[] json(long seq) {
        return ("{\"seq\":" + seq
                        + ",\"at\":\"2026-11-23T16:04:05.123Z\",\"durationSeconds\":1968,\"downBytes\":36211733,"
                        + "\"upBytes\":5199000,\"network\":\"open\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] body() {
        byte[] body = new byte[20 + random.nextInt(2_000)];
        random.nextBytes(body);
        return body;
    }

    private static List<Long> seqs(List<SpooledEvent> events) {
        return Stream.of(events).flatMap(List::stream).map(SpooledEvent::seq).toList();
    }
}
