package org.curbline.registry.list;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a kiosk list in CSV with a header line; columns are known by their names, whatever their order. */
final class CsvKioskList {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

    private final Map<ListColumn, Integer> positions = new EnumMap<>(ListColumn.class);
    private final Map<ListColumn, String> names = new EnumMap<>(ListColumn.class);
    private final List<ListRow> rows = new ArrayList<>();
    private final List<RowProblem> problems = new ArrayList<>();

    private CsvKioskList() {}

    static ListRow.Rows read(String text) {
        var list = new CsvKioskList();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
            list.readAll(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("A string cannot fail to be read", e);
        }
        return new ListRow.Rows(list.rows, list.problems);
    }

    private void readAll(CSVParser parser) {
        Iterator<CSVRecord> records = parser.iterator();
        boolean headerRead = false;
        long line = 1;
        try {
            while (records.hasNext()) {
                CSVRecord row = records.next();
                if (isBlank(row)) {
                    // an empty line, often the last
                } else if (headerRead) {
                    KioskList.requireRoom(rows);
                    rows.add(row(row, line));
                } else {
                    readHeader(row);
                    headerRead = true;
                }
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (UncheckedIOException e) {
            problems.add(new RowProblem(line, "", "From here on this is no CSV: " + e.getMessage()));
        }
        if (!headerRead) {
            throw notAList();
        }
    }

    private void readHeader(CSVRecord header) {
        for (int i = 0; i < header.size(); i++) {
            ListColumn column = ListColumn.named(header.get(i));
            if (column != null && positions.putIfAbsent(column, i) == null) {
                names.put(column, header.get(i).strip());
            }
        }
        if (!positions.containsKey(ListColumn.ID) || positions.size() < 2) {
            throw notAList();
        }
    }

    private ListRow row(CSVRecord row, long line) {
        Map<ListColumn, String> values = new EnumMap<>(ListColumn.class);
        positions.forEach((column, position) -> {
            if (position < row.size() && !row.get(position).isBlank()) {
                values.put(column, row.get(position));
            }
        });
        return new ListRow(line, values, names);
    }

    private static boolean isBlank(CSVRecord row) {
        return row.stream().allMatch(String::isBlank);
    }

    private static NotAKioskListException notAList() {
        return new NotAKioskListException("This is no kiosk list: its first line must name the columns, among them"
                + " 'Site ID' (or 'site_id') and at least one other, such as 'Installation Status' or 'Latitude'");
    }
}
