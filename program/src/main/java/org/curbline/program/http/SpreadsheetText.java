package org.curbline.program.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts in CSV files that people open in spreadsheets. */
final class SpreadsheetText {
    /**
     * What a spreadsheet runs where a cell begins: at the beginning, and behind what separates cells in some countries'
     * spreadsheets, whatever is quoted. Blanks and quotes before it are passed over.
     */
    private static final Pattern FORMULA = Pattern.compile(
            "((?:^|[;\\t\\r\\n])[\"\\p{Z}\\p{C}&&[^\\t\\r\\n]]*+)('*+[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private SpreadsheetText() {}

    /**
     * Puts an apostrophe before what some spreadsheets would run as a formula, or before the apostrophes that are there
     * already: without one each it is the same text again.
     */
    static String harmless(String text) {
        Matcher formula = FORMULA.matcher(text);
        return formula.find() && !NUMBER.matcher(text).matches() ? formula.replaceAll("$1'$2") : text;
    }
}
