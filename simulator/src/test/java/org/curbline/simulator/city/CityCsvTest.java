package org.curbline.simulator.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.curbline.demand.Borough;
import org.curbline.protocol.KioskId;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityCsvTest {
    private final Path folder;

    CityCsvTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsWhatItWrites() throws Exception {
        List<KioskSite> city = SyntheticCity.of(300, 4);
        Path file = Files.writeString(folder.resolve("city.csv"), CityCsv.write(city));
        assertEquals(city, CityCsv.read(file));
    }

    @Test
    void writesTheCitysHeaderAndRows() {
        String[] lines = CityCsv.write(SyntheticCity.of(1, 4)).split("\n", -1);
        assertTrue(lines[0].startsWith("Site ID,Planned Kiosk Type,Installation Status,PPT ID,Legacy ID,Borough,"));
        assertTrue(lines[0].endsWith(",Latitude,Longitude,Installation Complete,Activation Complete,"
                + "Neighborhood Tabulation Area (NTA),Building Identification Number (BIN),"
                + "Borough-Block-Lot (BBL),Census Tract (CT),Location"));
        assertTrue(lines[1].startsWith("mn-"), lines[1]);
    }

    @Test
    void takesLiveKiosksWithAPlaceOnceEachAndInLowerCase() throws Exception {
        Path file = Files.writeString(
                folder.resolve("city.csv"),
                """
                Site ID,Installation Status,Borough,Latitude,Longitude
                QU-14-160095,Live,Queens,40.6,-73.75
                qu-14-160095,Live,Queens,40.6,-73.75
                mn-05-000001,Removed Pending Reinstall,Manhattan,40.75,-73.98
                mn-05-000002,Live,Manhattan,,
                bk-01-000003,Live,,40.7,-73.9
                si-01-GF55081,Live,Staten Island,40.6,-74.1
                """);
        List<String> leftOut = new ArrayList<>();
        assertEquals(
                List.of("qu-14-160095", "si-01-gf55081"),
                CityCsv.read(file, leftOut::add).stream()
                        .map(site -> site.id().value())
                        .toList());
        assertEquals(
                List.of(
                        "line 3: qu-14-160095 is listed before, in line 2",
                        "line 5: mn-05-000002 has no latitude and longitude",
                        "line 6: bk-01-000003 has no borough"),
                leftOut);
    }

    @Test
    void whatIsWrongIsSaidWithItsLineAlsoAfterARowOfSeveral() throws Exception {
        Path file = Files.writeString(
                folder.resolve("city.csv"),
                """
                Site ID,Installation Status,Borough,Street Address,Latitude,Longitude,Location
                mn-05-000001,Live,Manhattan,"1515 Broadway
                at 44th Street",,,"(40.753491, -73.986793)"
                5th Avenue,Live,Manhattan,,40.7,-73.9,
                mn-05-000002,Live,Jersey,,40.7,-73.9,
                ,Live,Queens,,40.7,-73.9,
                mn-05-000003,Live,Manhattan,,north,-73.9,
                """);
        List<String> leftOut = new ArrayList<>();
        assertEquals(
                List.of(new KioskSite(KioskId.of("mn-05-000001"), Borough.MANHATTAN, 5, 40.753491, -73.986793)),
                CityCsv.read(file, leftOut::add));
        assertEquals(
                List.of(
                        "line 4: '5th Avenue' is no kiosk's id",
                        "line 5: mn-05-000002 is in no known borough: 'Jersey'",
                        "line 6: a live kiosk without an id",
                        "line 7: mn-05-000003 has no latitude and longitude"),
                leftOut);
    }

    @Test
    void readsTheStatusFeedWithAByteOrderMarkAndWindowsLines() throws Exception {
        String feed =
                """
                site_id,status,borough,latitude,longitude,wifi_status
                qu-14-160095,Live,Queens,40.6,-73.75,up
                mn-05-000001,Installed,Manhattan,40.75,-73.98,
                """;
        Path file = Files.writeString(folder.resolve("feed.csv"), "\uFEFF" + feed.replace("\n", "\r\n"));
        assertEquals(
                List.of(new KioskSite(KioskId.of("qu-14-160095"), Borough.QUEENS, 14, 40.6, -73.75)),
                CityCsv.read(file));
    }

    @Test
    void aFileWithoutTheColumnsIsRefusedByTheirName() throws Exception {
        Path file = Files.writeString(folder.resolve("usage.csv"), "Report Ending,Number of Sessions\n01/05/2020,1\n");
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> CityCsv.read(file));
        assertTrue(String.valueOf(refusal.getMessage()).contains("no column 'Site ID'"), refusal::getMessage);
    }

    @Test
    void aListWithoutALiveKioskIsRefused() throws Exception {
        Path file = Files.writeString(
                folder.resolve("city.csv"), "Site ID,Installation Status,Borough,Latitude,Longitude\n");
        assertThrows(IllegalArgumentException.class, () -> CityCsv.read(file));
    }

    @Test
    void theCitysOwnListIsReadWhereItIsPresent() throws Exception {
        Path file = sharedData().resolve("LinkNYC_Kiosk_Locations_20251008.csv");
        Assumptions.assumeTrue(Files.exists(file), "the city's list is not here");

        List<KioskSite> sites = CityCsv.read(file);
        assertEquals(2237, sites.size());
        assertEquals(
                1224,
                sites.stream()
                        .filter(site -> site.borough() == Borough.MANHATTAN)
                        .count());
    }

    /** In {@code $CURBLINE_SHARED/data}, or {@code shared/data} further up. */
    private static Path sharedData() {
        String named = System.getenv("CURBLINE_SHARED");
        if (named != null) {
            return Path.of(named, "data");
        }
        Path up = Path.of("").toAbsolutePath();
        while (up != null && !Files.exists(up.resolve("shared/data"))) {
            up = up.getParent();
        }
        return up == null ? Path.of("none") : up.resolve("shared/data");
    }
}
