package org.curbline.telemetry.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Locale;

/** Numbers as a reader's language writes them, in the units that fit. Not thread-safe. */
public final class ReportWords {
    private final NumberFormat whole;
    private final NumberFormat tenth;
    private final NumberFormat tenthIfAny;
    private final NumberFormat percent;
    private final NumberFormat wholePercent;

    ReportWords(Locale locale) {
        whole = NumberFormat.getIntegerInstance(locale);
        tenth = digits(NumberFormat.getNumberInstance(locale), 1);
        tenthIfAny = NumberFormat.getNumberInstance(locale);
        tenthIfAny.setMaximumFractionDigits(1);
        tenthIfAny.setRoundingMode(RoundingMode.HALF_UP);
        percent = digits(NumberFormat.getPercentInstance(locale), 2);
        percent.setRoundingMode(RoundingMode.DOWN); // what is not whole does not look so
        wholePercent = NumberFormat.getPercentInstance(locale);
    }

    private static NumberFormat digits(NumberFormat format, int digits) {
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format;
    }

    String count(long n) {
        return whole.format(n);
    }

    String share(double share) {
        return share == 1 ? wholePercent.format(share) : percent.format(share);
    }

    /** @param change 0 for none */
    String change(double change) {
        return (change > 0 ? "+" : "") + wholePercent.format(change);
    }

    String bytes(long bytes) {
        if (bytes >= 1_000_000_000_000L) {
            return tenth.format(bytes / 1e12) + " TB";
        }
        return bytes >= 1_000_000_000L ? tenth.format(bytes / 1e9) + " GB" : tenth.format(bytes / 1e6) + " MB";
    }

    String energy(long milliwattHours) {
        return milliwattHours >= 1_000_000
                ? tenth.format(milliwattHours / 1e6) + " kWh"
                : whole.format(milliwattHours / 1000) + " Wh";
    }

    /** In the unit that fits, a fortieth off at most: 47 s, 2.5 min, 7.8 d. */
    String length(double seconds) {
        if (seconds < 120) {
            return whole.format(Math.round(seconds)) + " s";
        }
        if (seconds < 7200) {
            return rounded(seconds / 60) + " min";
        }
        return seconds < 48 * 3600 ? rounded(seconds / 3600) + " h" : rounded(seconds / 86_400) + " d";
    }

    private String rounded(double n) {
        return n < 25 ? tenthIfAny.format(BigDecimal.valueOf(n)) : whole.format(Math.round(n));
    }
}
