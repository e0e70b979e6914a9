package org.curbline.agent.source.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.curbline.protocol.Call.CallKind;
import org.eclipse.microprofile.config.spi.Converter;

/** What kind of call a number is: the first line of the table that fits. */
public final class DialPlan {
    private final List<Line> lines;

    private DialPlan(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * Reads a table.
     *
     * @param lines such as {@code 311=311}, {@code 1800*=helpline} or {@code *=local}; {@code *} is any end
     * @throws IllegalArgumentException in a sentence for people
     */
    public static DialPlan of(List<String> lines) {
        List<Line> read = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.strip().split("\\s*=\\s*", -1);
            CallKind kind = Stream.of(CallKind.values())
                    .filter(each -> parts.length == 2 && each.word().equals(parts[1]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "A line of the dial plan is NUMBER=KIND, such as 1800*=helpline,"
                                    + " with one of the kinds local, international, 311, 911, helpline and 711, not \""
                                    + line + "\""));
            boolean isBeginning = parts[0].endsWith("*");
            String digits = isBeginning ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
            if (!digits.matches("\\+?[0-9#]*")) {
                throw new IllegalArgumentException(
                        "A number of the dial plan has digits, and * only as its end, not \"" + parts[0] + "\"");
            }
            read.add(new Line(digits, isBeginning, kind));
        }
        return new DialPlan(read);
    }

    /** The kind of a call to a number; local if no line fits. */
    CallKind kind(String number) {
        return lines.stream()
                .filter(line -> line.isBeginning ? number.startsWith(line.digits) : number.equals(line.digits))
                .findFirst()
                .map(Line::kind)
                .orElse(CallKind.LOCAL);
    }

    /** How a line of it is written in the settings. */
    public static final class Words implements Converter<String> {
        private static final long serialVersionUID = 1;

        @Override
        public String convert(String value) {
            DialPlan.of(List.of(value));
            return value;
        }
    }

    /** @param isBeginning whether the number may go on */
    private record Line(String digits, boolean isBeginning, CallKind kind) {}
}
