package org.curbline.registry.list;

import java.util.List;
import org.curbline.registry.kiosk.Kiosk;

/**
 * What an import did. A row with a problem in one column is still imported without that column's value; a row whose id
 * is unusable or repeated is skipped.
 *
 * @param rows rows read, without header and empty lines
 * @param added kiosks nobody knew before
 * @param changed kiosks whose entry now reads differently
 * @param unchanged kiosks already known exactly so
 * @param kiosks those the list names, in its order, as they are registered now
 */
public record ImportReport(
        int rows, int added, int changed, int unchanged, List<Kiosk> kiosks, List<RowProblem> problems) {
    public ImportReport {
        kiosks = List.copyOf(kiosks);
        problems = List.copyOf(problems);
    }

    /** Rows that led to no kiosk; the problems say why. */
    public int skipped() {
        return rows - added - changed - unchanged;
    }
}
