package org.curbline.registry.list;

import java.util.List;
import java.util.Map;
import org.curbline.registry.kiosk.Place;

/**
 * One row of a kiosk list as it was written, before anybody asks what it means.
 *
 * @param line where it begins, from 1
 * @param values by column; columns of no interest and blanks are left out
 * @param names how this list calls the columns it has
 */
record ListRow(long line, Map<ListColumn, String> values, Map<ListColumn, String> names) {

    /** The value without spaces around it and without control characters; empty if blank or missing. */
    String text(ListColumn column) {
        String value = values.getOrDefault(column, "");
        if (!value.codePoints().allMatch(Place::isStorable)) {
            value = value.codePoints()
                    .map(c -> Place.isStorable(c) ? c : ' ')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        return value.strip();
    }

    RowProblem problem(ListColumn column, String problem) {
        return new RowProblem(line, names.getOrDefault(column, column.usualName()), problem);
    }

    /** The rows of a file, and what could not even be read as a row. */
    record Rows(List<ListRow> rows, List<RowProblem> problems) {}
}
