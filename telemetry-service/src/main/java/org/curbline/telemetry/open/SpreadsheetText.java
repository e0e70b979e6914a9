package org.curbline.telemetry.open;

/** Texts in CSV files that people open in spreadsheets. */
public final class SpreadsheetText {
    private SpreadsheetText() {}

    /** A text some spreadsheets would run as a formula is quoted for them with an apostrophe. */
    public static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !isNumber(text) ? "'" + text : text;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d+(\\.\\d+)?");
    }
}
