package org.curbline.benchmarks.bulk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;

/**
 * How many different devices there truly were.
 *
 * @param days how many, from that day on
 * @param place a borough, or {@link #CITY}
 */
public record KnownDevices(LocalDate from, int days, String place, long devices) {
    public static final String CITY = "";

    /** Keeps what is known in a file, which is there once it is whole. */
    public static void write(Path file, List<KnownDevices> known) throws IOException {
        Path begun = file.resolveSibling(file.getFileName() + ".begun");
        Files.write(
                begun,
                known.stream()
                        .map(each -> each.from + " " + each.days + " " + each.devices + " " + each.place)
                        .toList());
        Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads what was kept. */
    public static List<KnownDevices> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" ", 4))
                .map(part -> new KnownDevices(
                        LocalDate.parse(part[0]), Integer.parseInt(part[1]), part[3], Long.parseLong(part[2])))
                .toList();
    }
}
