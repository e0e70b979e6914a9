package org.curbline.agent.source.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.calls.CallSource.Told;
import org.curbline.protocol.Call.CallKind;
import org.curbline.protocol.Call.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asterisk's file as cdr_csv writes it. */
class CallSourceTest {
    private static final DialPlan PLAN =
            DialPlan.of(List.of("911=911", "311=311", "711=711", "011*=international", "1800*=helpline", "*=local"));
    private static final List<ZoneId> NEW_YORK = List.of(ZoneId.of("America/New_York"));

    private final FakeCard card = new FakeCard();
    private Path folder;
    private Path file;
    private CallSource source;
    private int calls;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException {
        this.folder = folder;
        file = Files.createFile(folder.resolve("Master.csv"));
        source = source(Optional.empty());
        source.go();
    }

    private CallSource source(Optional<String> context) {
        return new CallSource(new Told(file, PLAN, context, NEW_YORK), card);
    }

    @Test
    void callIsAnEventWithoutTheNumber() throws IOException {
        append(
                "\"\",\"kiosk\",\"2125550123\",\"kiosk\",\"\"\"Kiosk, 5th\"\" <kiosk>\",\"PJSIP/kiosk-00000001\",\"PJSIP/trunk-2\",\"Dial\","
                        + "\"PJSIP/2125550123@trunk,30\",\"2026-11-23 11:00:00\",\"2026-11-23 11:00:10\",\"2026-11-23 11:04:15\",255,245,"
                        + "\"ANSWERED\",\"DOCUMENTATION\",\"1764000000.1\",\"\"\n");
        source.go();
        assertEquals(
                List.of(
                        "CALL {\"seq\":0,\"at\":\"2026-11-23T16:04:15.000Z\",\"run\":\"r1\",\"kind\":\"local\",\"durationSeconds\":245,"
                                + "\"outcome\":\"completed\"}"),
                card.taken());
    }

    @ParameterizedTest
    @CsvSource({
        "911, ANSWERED, EMERGENCY_911, COMPLETED, 60",
        "311, BUSY, CITY_311, UNANSWERED, 0",
        "3111, NO ANSWER, LOCAL, UNANSWERED, 0",
        "711, FAILED, RELAY_711, FAILED, 0",
        "01144, CONGESTION, INTERNATIONAL, FAILED, 0",
        "18005550100, ANSWERED, HELPLINE, COMPLETED, 60",
        "'', ANSWERED, LOCAL, COMPLETED, 60",
    })
    void kindIsByTheTableAndOutcomeByTheDisposition(
            String number, String disposition, CallKind kind, Outcome outcome, int seconds) {
        CallRecord call = CallRecord.parse(line(number, "kiosk", disposition), PLAN, NEW_YORK);
        assertEquals(kind, call == null ? null : call.kind());
        assertEquals(outcome, call == null ? null : call.outcome());
        assertEquals(seconds, call == null ? -1 : call.seconds());
        assertFalse(String.valueOf(call).contains("5550100"), String.valueOf(call));
    }

    @Test
    void dialPlanThatIsNoneIsSaid() {
        for (String line : List.of("311", "311=city", "1*8=local", "call me=local", "=")) {
            assertThrows(IllegalArgumentException.class, () -> DialPlan.of(List.of(line)), line);
        }
    }

    @Test
    void callsOfAnotherContextAreNotCounted() throws IOException {
        source = source(Optional.of("kiosk"));
        append(line("311", "maintenance", "ANSWERED") + "\n" + line("311", "kiosk", "ANSWERED") + "\n");
        source.go();
        assertEquals(1, card.taken().size());
    }

    @Test
    void whatWasThereBeforeTheFirstStartIsNotTold() throws IOException {
        card.bookmarks().clear();
        call(3);
        append("half a line");
        source = source(Optional.empty());
        source.go();
        append(" and its end\n");
        call(1);
        source.go();
        assertEquals(1, card.taken().size(), source::toString);
    }

    @Test
    void lineIsReadOnceItIsWhole() throws IOException {
        String line = line("311", "kiosk", "ANSWERED") + "\n";
        append(line.substring(0, 50));
        source.go();
        assertEquals(List.of(), card.taken());
        append(line.substring(50));
        source.go();
        assertEquals(1, card.taken().size());
    }

    @Test
    void afterARestartItGoesOnWhereItWas() throws IOException {
        call(3);
        source.go();
        call(2);
        source = source(Optional.empty());
        source.go();
        assertEquals(5, card.taken().size(), card.taken()::toString);
    }

    @Test
    void whatTheCardDoesNotTakeIsToldWhenItDoesAlsoAfterAKill() throws IOException {
        card.full(true);
        call(3);
        source.go();
        source.go();
        assertEquals(List.of(), card.taken());
        source = source(Optional.empty()); // killed: memory is gone
        card.full(false);
        source.go();
        source.go();
        assertEquals(3, card.taken().size());
        card.full(true);
        call(1);
        source.go();
        card.full(false);
        source.go();
        assertEquals(4, card.taken().size());
    }

    @Test
    void everyCallIsToldOnceWheneverTheAgentIsKilled() throws IOException {
        for (int round = 0; round < 50; round++) {
            call(3);
            card.full(round % 3 == 1); // killed before the card has the page
            card.mute(round % 3 == 2); // killed before the source hears that it has
            source.go();
            card.mute(false);
            card.full(false);
            source = source(Optional.empty());
        }
        source.go();
        assertEquals(150, card.taken().size(), source::toString);
        assertEquals(150, card.taken().stream().distinct().count());
    }

    @Test
    void pageIsNotReadAgainWhileItIsOnItsWay() throws IOException {
        card.mute(true);
        call(2);
        goTwice();
        assertEquals(2, card.taken().size(), source::toString);
    }

    @Test
    void fileThatIsRotatedIsReadToItsEndAndTheNewOneFromItsBeginning() throws IOException {
        call(1);
        source.go();
        call(2);
        Files.move(file, folder.resolve("Master.csv.1"));
        source.go();
        assertEquals(3, card.taken().size(), source::toString);
        assertThrows(IOException.class, this::goTwice, "there is no file yet");
        Files.createFile(file);
        call(2);
        goTwice();
        goTwice();
        assertEquals(5, card.taken().size(), source::toString);
    }

    @Test
    void fileThatIsRotatedWhileTheAgentIsNotThereIsReadToItsEnd() throws IOException {
        call(1);
        goTwice();
        call(2);
        Files.move(file, folder.resolve("Master.csv.1"));
        Files.createFile(file);
        call(2);
        source = source(Optional.empty());
        goTwice();
        goTwice();
        assertEquals(5, card.taken().size(), source::toString);
    }

    @Test
    void fileThatIsEmptiedIsReadFromItsBeginning() throws IOException {
        call(5);
        goTwice();
        Files.writeString(file, "");
        goTwice();
        call(7); // beyond where it was
        goTwice();
        assertEquals(12, card.taken().size(), source::toString);
        Files.writeString(file, "");
        call(9);
        goTwice();
        assertEquals(21, card.taken().size(), source::toString);
    }

    @Test
    void garbageIsCountedAndWhatFollowsIsRead() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        byte[] garbage = new byte[300_000];
        random.nextBytes(garbage);
        Files.write(file, garbage, StandardOpenOption.APPEND);
        append("\n,,,,\n\"unfinished\n");
        call(1);
        append("x".repeat(200_000) + "\n");
        call(1);
        for (int i = 0; i < 20; i++) {
            source.go();
        }
        assertEquals(2, card.taken().size(), source::toString);
        assertTrue(source.toString().matches(".*: 2 events taken, \\d{3,} lines not understood"), source::toString);
    }

    @Test
    void callThatEndsInAYearNoEventCanHaveIsNotUnderstood() throws IOException {
        call(1);
        append(line("311", "kiosk", "ANSWERED").replace("2026-11-23 11:01:10", "9999-12-31 23:01:10") + "\n");
        call(1);
        source.go();
        assertEquals(2, card.taken().size(), source::toString);
        assertTrue(source.toString().contains(": 2 events taken, 1 lines not understood"), source::toString);
    }

    @Test
    void floodIsReadInPieces() throws IOException {
        call(5_000);
        source.go();
        assertTrue(card.taken().size() < 1_000, () -> card.taken().size() + " at once");
        for (int i = 0; i < 100; i++) {
            source.go();
        }
        assertEquals(5_000, card.taken().size());
        assertEquals(5_000, card.taken().stream().distinct().count());
    }

    @Test
    void placeThatIsDamagedIsTheEnd() throws IOException {
        call(2);
        card.bookmarks().put("calls", "\0\0");
        source = source(Optional.empty());
        goTwice();
        call(1);
        goTwice();
        assertEquals(1, card.taken().size(), source::toString);
    }

    private void goTwice() throws IOException {
        source.go();
        source.go();
    }

    private void call(int times) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < times; i++) {
            lines.append(line("311", "kiosk", "ANSWERED")).append('\n');
        }
        append(lines.toString());
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    private String line(String number, String context, String disposition) {
        return "\"\",\"kiosk\",\"%s\",\"%s\",\"kiosk\",\"PJSIP/kiosk-1\",\"PJSIP/trunk-2\",\"Dial\",\"PJSIP/%s@trunk\",\"2026-11-23 11:00:00\","
                        .formatted(number, context, number)
                + "\"2026-11-23 11:00:10\",\"2026-11-23 11:01:10\",70,60,\"%s\",\"DOCUMENTATION\",\"1764000000.%d\",\"\""
                        .formatted(disposition, ++calls);
    }
}
