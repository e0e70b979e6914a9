package org.curbline.benchmarks.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.clients.DeviceTally;
import org.curbline.telemetry.rollup.Areas;
import org.curbline.telemetry.rollup.Days;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetDevicesTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Days DAYS = new Days(NEW_YORK);
    private static final Pattern MERGED = Pattern.compile("clients_day,salt=(\\w+),.* uses=(\\d+)i,sketch=\"(.*)\" .*");

    private final List<KioskSite> sites = SyntheticCity.of(5, 1);
    private final WriterThatKeeps writer = new WriterThatKeeps();
    private final Instant thursday = midnight("2026-11-05");

    @Test
    void sketchesAreOfKiosksLatelyAndMergedBeforeTheLastOnes(@TempDir Path folder) throws Exception {
        Instant merged = midnight("2026-11-12");
        FleetDevices devices = new FleetDevices(writer, sites, DAYS, thursday, midnight("2026-11-10"), merged);
        devices.write(1, thursday, merged);
        devices.write(2, merged, midnight("2026-11-19"));
        List<KnownDevices> known = devices.end();

        assertEquals(9 * 5, count("clients,"), "kiosks' own, of nine days");
        assertEquals(7, count("clients_day,"), "of the week that was rolled up");
        assertEquals(1, count("clients_week,"), "of the one that was over by then");
        long areas = sites.stream()
                .map(site -> Areas.of(site.id().value()))
                .distinct()
                .count();
        assertEquals(7 * areas, count("clients_area_day,"));
        assertEquals(List.of(LocalDate.parse("2026-11-08")), weeks(known), "the only one that is whole");
        assertEquals(14, ofCity(known).size());
        for (KioskSite site : sites) {
            assertEquals(
                    LongStream.rangeClosed(6, 14).boxed().toList(),
                    numbers(site.id().value()),
                    "without a hole");
        }

        Path file = folder.resolve("devices");
        KnownDevices.write(file, known);
        assertEquals(known, KnownDevices.read(file));
    }

    @Test
    void mergedSketchesTellOfAsManyDevicesAsThereWereUnderASaltOfTheirWeek() throws Exception {
        Instant to = midnight("2026-11-12");
        FleetDevices devices = new FleetDevices(writer, sites, DAYS, thursday, to, to);
        devices.write(1, thursday, to);
        List<KnownDevices> days = ofCity(devices.end());

        List<Matcher> rows = writer.lines.stream()
                .map(MERGED::matcher)
                .filter(Matcher::matches)
                .toList();
        for (int i = 0; i < rows.size(); i++) {
            DeviceTally<String> tally = new DeviceTally<>();
            tally.add("", rows.get(i).group(1), 5, rows.get(i).group(3));
            DeviceCount told = tally.count("");
            double truth = days.get(i).devices();
            assertTrue(truth > 100, "used by many: " + truth);
            assertEquals(
                    truth,
                    told == null ? 0.0 : (double) told.estimate(),
                    0.03 * truth,
                    days.get(i).toString());
        }
        assertEquals(7, rows.size());
        Set<String> salts = rows.stream().map(row -> row.group(1)).collect(Collectors.toSet());
        assertEquals(2, salts.size(), "from Sunday on another one");
    }

    private static List<LocalDate> weeks(List<KnownDevices> known) {
        return known.stream()
                .filter(each -> each.days() == 7 && each.place().equals(KnownDevices.CITY))
                .map(KnownDevices::from)
                .toList();
    }

    private static List<KnownDevices> ofCity(List<KnownDevices> known) {
        return known.stream()
                .filter(each -> each.days() == 1 && each.place().equals(KnownDevices.CITY))
                .toList();
    }

    private long count(String begin) {
        return writer.lines.stream().filter(line -> line.startsWith(begin)).count();
    }

    private List<Long> numbers(String kiosk) {
        Pattern number = Pattern.compile("clients,kiosk=" + kiosk + " seq=(\\d+)i,run=\"devices\".*");
        return writer.lines.stream()
                .map(number::matcher)
                .filter(Matcher::matches)
                .map(line -> Long.parseLong(line.group(1)))
                .toList();
    }

    private static Instant midnight(String day) {
        return LocalDate.parse(day).atStartOfDay(NEW_YORK).toInstant();
    }

    private static final class WriterThatKeeps implements PointWriter {
        private final List<String> lines = new ArrayList<>();

        @Override
        public List<RefusedPoint> write(PointBatch batch) {
            batch.lines(0, batch.size()).lines().forEach(lines::add);
            return List.of();
        }

        @Override
        public StoreCondition condition() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void probe() {}

        @Override
        public void close() {}
    }
}
