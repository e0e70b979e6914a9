package org.curbline.program.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpreadsheetTextTest {
    private static final List<String> PIECES = List.of(
            "=",
            "+",
            "-",
            "@",
            "\uFF1D",
            "\uFF0B",
            "\uFF0D",
            "\uFF20",
            "'",
            "''",
            "\"",
            "\"\"",
            ",",
            ";",
            "\t",
            "\r",
            "\n",
            "\r\n",
            " ",
            "\u00A0",
            "\u3000",
            "\uFEFF",
            "\0",
            "1",
            ".5",
            "a",
            "\u00E9",
            "{",
            "cmd|' /C calc'!A0");

    private final SplittableRandom random = new SplittableRandom(Long.getLong("curbline.seed", 1));

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("a sum", "=1+1", "'=1+1"),
                Arguments.of("a command", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
                Arguments.of("a link", "=HYPERLINK(\"http://a\")", "'=HYPERLINK(\"http://a\")"),
                Arguments.of("a plus", "+1+1", "'+1+1"),
                Arguments.of("a minus", "-1+1", "'-1+1"),
                Arguments.of("a function as Lotus has it", "@SUM(1)", "'@SUM(1)"),
                Arguments.of("of double width", "\uFF1D1+1", "'\uFF1D1+1"),
                Arguments.of("behind blanks", " \u00A0=1", " \u00A0'=1"),
                Arguments.of("behind a tab", "\t=1", "\t'=1"),
                Arguments.of("behind a line's end", "a\r\n=1\n-2", "a\r\n'=1\n'-2"),
                Arguments.of("behind another country's separator", "a;=1;b;+2", "a;'=1;b;'+2"),
                Arguments.of("behind a quote", "a;\"=1;", "a;\"'=1;"),
                Arguments.of("behind what is not seen", "\uFEFF\0=1", "\uFEFF\0'=1"),
                Arguments.of("quoted already", "'=1", "''=1"),
                Arguments.of("what looks like a quoted number", "'-5", "''-5"),
                Arguments.of("a number", "-5", "-5"),
                Arguments.of("a fraction", "-73.9857", "-73.9857"),
                Arguments.of("nothing", "", ""),
                Arguments.of("a time", "2026-11-23T16:05:00Z", "2026-11-23T16:05:00Z"),
                Arguments.of("a place", "'s-Gravenhage", "'s-Gravenhage"),
                Arguments.of("an event", "{\"seq\":-7,\"at\":\"a=b\"}", "{\"seq\":-7,\"at\":\"a=b\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void whatCouldBeRunIsQuotedAndNothingElse(String what, String text, String harmless) {
        assertEquals(harmless, SpreadsheetText.harmless(text), what);
    }

    @Test
    void noCellOfAnyTextIsRunWhateverSeparatesCellsAndTheTextCanBeHadBack() throws IOException {
        for (int i = 0; i < Integer.getInteger("curbline.fuzz", 20_000); i++) {
            String text = IntStream.range(0, random.nextInt(8))
                    .mapToObj(piece -> PIECES.get(random.nextInt(PIECES.size())))
                    .collect(Collectors.joining());
            String written =
                    CsvBody.of(List.of(), Stream.of(List.of("id", text))).toString();
            String cell = CSVParser.parse(written, CSVFormat.RFC4180)
                    .getRecords()
                    .get(0)
                    .get(1);
            if (cell.matches("-?\\d+(\\.\\d+)?")) {
                assertEquals(text, cell);
                continue;
            }
            assertFalse(isRun(cell), written);
            for (String other : written.split("[;\t\r\n]", -1)) {
                assertFalse(isRun(other), written);
            }
            assertEquals(text, withoutOneApostropheEach(cell), written);
        }
    }

    /** Whether a spreadsheet that passes over blanks and quotes would. */
    private static boolean isRun(String cell) {
        return cell.chars()
                .filter(each -> each != '"' && !isBlank(each))
                .limit(1)
                .anyMatch(SpreadsheetTextTest::isSign);
    }

    private static boolean isBlank(int each) {
        return Character.isWhitespace(each)
                || Character.isSpaceChar(each)
                || Character.isISOControl(each)
                || Character.getType(each) == Character.FORMAT;
    }

    private static boolean isSign(int each) {
        return "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(each) >= 0;
    }

    private static String withoutOneApostropheEach(String cell) {
        StringBuilder text = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < cell.length(); i++) {
            char each = cell.charAt(i);
            int behind = i;
            while (behind < cell.length() && cell.charAt(behind) == '\'') {
                behind++;
            }
            if (begins && behind > i && behind < cell.length() && isSign(cell.charAt(behind))) {
                text.append(cell, i + 1, behind + 1);
                i = behind;
                begins = false;
            } else {
                text.append(each);
                begins = ";\t\r\n".indexOf(each) >= 0 || (begins && (each == '"' || isBlank(each)));
            }
        }
        return text.toString();
    }
}
