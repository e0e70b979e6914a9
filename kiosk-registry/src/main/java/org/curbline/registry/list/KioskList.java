package org.curbline.registry.list;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A kiosk list, read and understood. The form is told by its first character: JSON begins with a bracket, anything else
 * is CSV.
 *
 * @param rows how many rows it had
 * @param kiosks each id once, in the list's order
 */
public record KioskList(int rows, List<ListedKiosk> kiosks, List<RowProblem> problems) {
    /** New York's list has 530,000 characters. */
    static final int LONGEST = 32 * 1024 * 1024;

    /** New York's list has 2,250 rows. */
    static final int MOST_ROWS = 200_000;

    /** A person reads no more; a file of nothing but problems must not fill the memory. */
    static final int MOST_PROBLEMS = 1_000;

    /**
     * @throws NotAKioskListException if it is none
     * @throws UncheckedIOException if it cannot be read
     */
    public static KioskList read(Reader reader) {
        String text = text(reader);
        String start = text.substring(0, Math.min(text.length(), 100)).stripLeading();
        boolean json = start.startsWith("[") || start.startsWith("{");
        ListRow.Rows read = json ? JsonKioskList.read(text) : CsvKioskList.read(text);
        return understood(read);
    }

    static void requireRoom(List<ListRow> rows) {
        if (rows.size() >= MOST_ROWS) {
            throw new NotAKioskListException("A kiosk list has at most " + MOST_ROWS + " rows");
        }
    }

    private static KioskList understood(ListRow.Rows read) {
        List<RowProblem> problems = new ArrayList<>(read.problems());
        Map<String, ListedKiosk> kiosks = new LinkedHashMap<>();
        Map<String, Long> firstLines = new HashMap<>();
        long[] untold = new long[1];
        Consumer<RowProblem> report = problem -> {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(problem);
            } else {
                untold[0]++;
            }
        };
        for (ListRow row : read.rows()) {
            ListedKiosk kiosk = new RowReader(row, report).kiosk();
            if (kiosk == null) {
                continue;
            }
            Long firstLine = firstLines.putIfAbsent(kiosk.id(), row.line());
            if (firstLine == null) {
                kiosks.put(kiosk.id(), kiosk);
            } else {
                report.accept(row.problem(
                        ListColumn.ID,
                        kiosk.id() + " is listed before, in line " + firstLine + "; this row is skipped"));
            }
        }
        problems.sort(Comparator.comparingLong(RowProblem::line));
        if (untold[0] > 0) {
            problems.add(new RowProblem(0, "", "And " + untold[0] + " more problems"));
        }
        return new KioskList(read.rows().size(), List.copyOf(kiosks.values()), List.copyOf(problems));
    }

    /** All of it at once: a transaction must not wait for a slow sender. */
    private static String text(Reader reader) {
        var text = new StringWriter();
        char[] buffer = new char[8192];
        try {
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                text.write(buffer, 0, n);
                if (text.getBuffer().length() > LONGEST) {
                    throw new NotAKioskListException("A kiosk list has at most " + LONGEST + " characters");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String read = text.toString();
        return read.startsWith("\uFEFF") ? read.substring(1) : read;
    }
}
