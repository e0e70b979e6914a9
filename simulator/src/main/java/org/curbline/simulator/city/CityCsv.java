package org.curbline.simulator.city;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.curbline.demand.Borough;
import org.curbline.program.TextFile;
import org.curbline.protocol.KioskId;

/**
 * The city's list of kiosks: its export (data set s4kf-3yrf) and its status feed in CSV (n6c5-95xh) are read into
 * sites, and sites are written in the form of the export.
 */
public final class CityCsv {
    private static final String[] HEADER = {
        "Site ID",
        "Planned Kiosk Type",
        "Installation Status",
        "PPT ID",
        "Legacy ID",
        "Borough",
        "Council District",
        "Community Board",
        "Street Address",
        "Cross Street 1",
        "Cross Street 2",
        "IxN Corner",
        "Postcode",
        "Zoning",
        "Latitude",
        "Longitude",
        "Installation Complete",
        "Activation Complete",
        "Neighborhood Tabulation Area (NTA)",
        "Building Identification Number (BIN)",
        "Borough-Block-Lot (BBL)",
        "Census Tract (CT)",
        "Location"
    };
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final CSVFormat READ = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setTrim(true)
            .get();

    private CityCsv() {}

    /** Likewise, without a word about what is left out. */
    public static List<KioskSite> read(Path file) throws IOException {
        return read(file, problem -> {});
    }

    /**
     * The live kiosks of a list, each once. Those that lack an id, a borough or a place, or are listed before, are left
     * out.
     *
     * @param leftOut hears of each live one that is, with its line: a sentence
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it lacks a needed column, or holds no live kiosk
     */
    public static List<KioskSite> read(Path file, Consumer<String> leftOut) throws IOException {
        List<KioskSite> sites = new ArrayList<>();
        Map<KioskId, Long> seen = new HashMap<>();
        String text = TextFile.read(file);
        try (CSVParser parser =
                READ.parse(new StringReader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text))) {
            long line = parser.getCurrentLineNumber() + 1;
            for (Iterator<CSVRecord> rows = parser.iterator(); rows.hasNext(); ) {
                long at = line;
                line = parser.getCurrentLineNumber() + 1; // the row has been read, and may be of several lines
                site(rows.next(), problem -> leftOut.accept("line " + at + ": " + problem))
                        .ifPresent(site -> {
                            Long before = seen.putIfAbsent(site.id(), at);
                            if (before == null) {
                                sites.add(site);
                            } else {
                                leftOut.accept(
                                        "line " + at + ": " + site.id() + " is listed before, in line " + before);
                            }
                        });
            }
        }
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("No live kiosk with a place in " + file);
        }
        return List.copyOf(sites);
    }

    /** The sites in the form of the city's file, all live, so that a registry can import them. */
    public static String write(List<KioskSite> sites) {
        return write(sites, List.of());
    }

    /**
     * Likewise, with some that are not.
     *
     * @param installed those that stand there and were never activated
     */
    public static String write(List<KioskSite> live, List<KioskSite> installed) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(
                text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get())) {
            printer.printRecord((Object[]) HEADER);
            for (KioskSite site : live) {
                printer.printRecord((Object[]) row(site, true));
            }
            for (KioskSite site : installed) {
                printer.printRecord((Object[]) row(site, false));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has no input or output to fail
        }
        return text.toString();
    }

    /** Nothing of a kiosk that is not live. */
    private static Optional<KioskSite> site(CSVRecord row, Consumer<String> problem) {
        String id = value(row, "Site ID", "site_id");
        String named = value(row, "Borough");
        if (!value(row, "Installation Status", "status").equalsIgnoreCase("Live")) {
            return Optional.empty();
        }
        Optional<Borough> borough = Borough.named(named);
        double[] place = place(row);
        if (!KioskId.isValid(id)) {
            problem.accept(id.isEmpty() ? "a live kiosk without an id" : "'" + id + "' is no kiosk's id");
        } else if (borough.isEmpty()) {
            problem.accept(id + (named.isEmpty() ? " has no borough" : " is in no known borough: '" + named + "'"));
        } else if (place.length == 0) {
            problem.accept(id + " has no latitude and longitude");
        } else {
            return Optional.of(new KioskSite(KioskId.of(id), borough.get(), district(id), place[0], place[1]));
        }
        return Optional.empty();
    }

    /** Latitude and longitude, from their columns or from that of both; empty if they are in neither. */
    private static double[] place(CSVRecord row) {
        String[] both = {value(row, "Latitude"), value(row, "Longitude")};
        if (both[0].isEmpty() && row.isMapped("Location")) {
            both = value(row, "Location").replaceAll("[() ]", "").split(",", 2);
        }
        try {
            return new double[] {Double.parseDouble(both[0]), Double.parseDouble(both[both.length - 1])};
        } catch (NumberFormatException e) {
            return new double[0];
        }
    }

    /** Of the column that has one of these names. */
    private static String value(CSVRecord row, String... names) {
        for (String name : names) {
            if (row.isMapped(name)) {
                return row.isSet(name) ? row.get(name) : "";
            }
        }
        throw new IllegalArgumentException("This is no kiosk list of the city: it has no column '" + names[0] + "'");
    }

    private static int district(String id) {
        return id.length() > 5 && id.substring(3, 5).chars().allMatch(Character::isDigit)
                ? Integer.parseInt(id.substring(3, 5))
                : 0;
    }

    private static String[] row(KioskSite site, boolean live) {
        String id = site.id().value();
        String[] row = new String[HEADER.length];
        Arrays.fill(row, "");
        row[0] = id;
        row[1] = "Link1.0";
        row[2] = live ? "Live" : "Installed";
        row[5] = site.borough().title();
        if (site.district() > 0) {
            row[7] = Integer.toString(site.borough().digit() * 100 + site.district());
        }
        row[8] = "Simulated";
        row[14] = Double.toString(site.latitude());
        row[15] = Double.toString(site.longitude());
        row[16] = "01/15/2025";
        row[17] = live ? "03/15/2025" : "";
        row[22] = "(" + site.latitude() + ", " + site.longitude() + ")";
        return row;
    }
}
