package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.list.ImportReport;
import org.curbline.registry.list.NotAKioskListException;
import org.curbline.registry.list.RowProblem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The city's own files, where they are at hand: in {@code $CURBLINE_SHARED/data}, or {@code shared/data} further up.
 */
class NewYorkListTest {
    private static final String LIST = "LinkNYC_Kiosk_Locations_20251008.csv";
    private static final String STATUS = "kiosk_status_sample_2019-04-26.json";
    private static final String USAGE = "LinkNYC_Weekly_Usage_Updated_20251008.csv";

    private final KioskRegistry registry = RegistryInMemory.open(InstantSource.system());
    private @Nullable Path data;

    @BeforeEach
    void findTheFiles() {
        data = data();
        assumeTrue(data != null, "the city's files are not here");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void everyRowOfTheKioskListIsAKioskAndTheSecondImportChangesNothing() throws IOException {
        ImportReport first = importFile(LIST);
        assertEquals(new ImportReport(2_250, 2_250, 0, 0, first.kiosks(), List.of()), first);
        assertEquals(new ImportReport(2_250, 0, 0, 2_250, first.kiosks(), List.of()), importFile(LIST));
        assertEquals(Set.copyOf(registry.all()), Set.copyOf(first.kiosks()));

        assertEquals(
                Map.of("Manhattan", 1_224L, "Queens", 394L, "Brooklyn", 355L, "Bronx", 214L, "Staten Island", 50L),
                count(kiosk -> kiosk.lifecycle() == Lifecycle.ACTIVE && kiosk.place() != null
                        ? kiosk.place().borough()
                        : ""));
        assertEquals(
                Map.of(
                        "Link1.0",
                        2_040L,
                        "LINK1.0",
                        1L,
                        "Link5G_Ad",
                        150L,
                        "Link5G_NonAd",
                        55L,
                        "Public Payphones",
                        4L),
                count(Kiosk::type));
        assertEquals(
                Map.of("1971-12-01", 3L, "1992-05-28", 1L),
                count(kiosk -> kiosk.installed() != null && kiosk.installed().getYear() < 2000
                        ? kiosk.installed().toString()
                        : ""));
    }

    @Test
    void theStatusSampleGivesItsFourWholeRowsAndTheSameDaysAsTheList() throws IOException {
        ImportReport report = importFile(STATUS);

        assertEquals(
                new ImportReport(
                        5,
                        4,
                        0,
                        0,
                        report.kiosks(),
                        List.of(new RowProblem(4, "Site ID", "No site id; this row is skipped"))),
                report);
        Kiosk feed = registry.find("si-02-146098");
        assertNotNull(feed);
        assertEquals(LocalDate.of(2018, 6, 29), feed.installed());
        assertEquals(LocalDate.of(2018, 7, 19), feed.activated());

        importFile(LIST);
        Kiosk listed = registry.find("si-02-146098");
        assertNotNull(listed);
        assertEquals(feed.installed(), listed.installed());
        assertEquals(feed.activated(), listed.activated());
    }

    @Test
    void theWeeklyUsageReportIsNoKioskList() {
        assertThrows(NotAKioskListException.class, () -> importFile(USAGE));
    }

    private ImportReport importFile(String name) throws IOException {
        assertNotNull(data);
        try (Reader reader = Files.newBufferedReader(data.resolve(name))) {
            return registry.importKiosks(reader);
        }
    }

    /** How many kiosks there are of each kind, those without one left out. */
    private Map<String, Long> count(Function<Kiosk, String> kind) {
        return registry.all().stream()
                .map(kind)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private static @Nullable Path data() {
        String told = System.getenv("CURBLINE_SHARED");
        if (told != null && Files.exists(Path.of(told, "data", LIST))) {
            return Path.of(told, "data");
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.exists(up.resolve("shared/data").resolve(LIST))) {
                return up.resolve("shared/data");
            }
        }
        return null;
    }
}
