package org.curbline.registry.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KioskListTest {
    private static final ListedKiosk FULL = new ListedKiosk(
            "qu-14-900001",
            Lifecycle.ACTIVE,
            "Link1.0",
            new Place(40.760713, -73.922879, "Queens", "401", "1 EXAMPLE AVENUE", "Astoria"),
            LocalDate.of(2017, 4, 22),
            LocalDate.of(2017, 6, 8));

    @Test
    void readsTheCitysPresentExport() {
        KioskList list = read(
                """
                Site ID,Planned Kiosk Type,Installation Status,PPT ID,Borough,Community Board,Street Address,Latitude,\
                Longitude,Installation Complete,Activation Complete,Neighborhood Tabulation Area (NTA),Location
                QU-14-900001,Link1.0,Live,900001,Queens,401,1 EXAMPLE AVENUE,40.760713,\
                -73.922879,04/22/2017,06/08/2017,Astoria,"(40.760713, -73.922879)"
                """);

        assertEquals(new KioskList(1, List.of(FULL), List.of()), list);
    }

    @Test
    void readsTheStatusFeedAsCsvInAnyOrderOfColumnsWithAByteOrderMarkAndWindowsLines() {
        KioskList list = read("\uFEFFborough,SITE_ID,status,planned_kiosk_type,address,latitude,longitude,"
                + "community_board,nta,installation_date,activation_date,wifi_status\r\n"
                + "Queens, qu-14-900001 ,LIVE,Link1.0,1 EXAMPLE AVENUE,40.760713,-73.922879,"
                + "401,Astoria,2017-04-21 20:00:00.000,2017-06-07 20:00:00.000,up\r\n\r\n");

        assertEquals(new KioskList(1, List.of(FULL), List.of()), list);
    }

    @Test
    void readsTheStatusFeedAsJson() {
        KioskList list = read(
                """
                [
                  {"site_id": "qu-14-900001", "status": "Live", "planned_kiosk_type": "Link1.0", "borough": "Queens",
                   "community_board": 401, "address": "1 EXAMPLE AVENUE", "latitude": "40.760713",
                   "longitude": -73.922879, "nta": "Astoria", "installation_date": "2017-04-21 20:00:00.000",
                   "activation_date": "2017-06-08T00:00:00.000", "wifi_status": null, "notes": {"deep": [1, 2]}},
                  {"ppt_id": "900002", "status": "Live"}
                ]
                """);

        assertEquals(2, list.rows());
        assertEquals(List.of(FULL), list.kiosks());
        assertEquals(List.of(new RowProblem(6, "Site ID", "No site id; this row is skipped")), list.problems());
    }

    @Test
    void readsGeoJson() {
        KioskList list = read(
                """
                {"type": "FeatureCollection", "name": "kiosks", "crs": {"type": "name"}, "features": [
                  {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-73.922879, 40.760713]},
                   "properties": {"Site ID": "qu-14-900001", "Installation Status": "Live", "type": "Link1.0",
                    "Borough": "Queens", "Community Board": "401", "Street Address": "1 EXAMPLE AVENUE",
                    "NTA": "Astoria", "Installation Date": "2017-04-22", "Activation Date": "06/08/2017"}}]}
                """);

        assertEquals(new KioskList(1, List.of(FULL), List.of()), list);
    }

    @ParameterizedTest
    @CsvSource({
        "Live, ACTIVE",
        "live, ACTIVE",
        "Installed, INSTALLED",
        "Ready for Activation, INSTALLED",
        "ready_for_activation, INSTALLED",
        "Removed Pending Reinstall, REMOVED",
    })
    void understandsTheCitysStatuses(String status, Lifecycle lifecycle) {
        assertEquals(lifecycle, one("Status", status).lifecycle());
    }

    @ParameterizedTest
    @CsvSource({
        "12/01/1971, 1971-12-01",
        "5/8/1992, 1992-05-08",
        "2018-06-28 20:00:00.000, 2018-06-29",
        "2018-03-09 19:00:00.000, 2018-03-10",
        "2018-03-09T00:00:00.000, 2018-03-09",
        "2018-03-09, 2018-03-09",
    })
    void understandsTheCitysDates(String written, LocalDate day) {
        assertEquals(day, one("Installation Complete", written).installed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"02/30/2020", "soon", "01/01/0001", "2018-13-01", "20180309", "2018-03-09 25:00:00.000"})
    void reportsADateThatIsNoneAndTakesTheRest(String written) {
        KioskList list = read("Site ID,Installation Complete,Location\na,\"" + written + "\",\"(1, 2)\"\n");

        assertNull(list.kiosks().get(0).installed());
        assertEquals(
                List.of(new RowProblem(
                        2,
                        "Installation Complete",
                        "Not a date like 04/22/2017 or 2017-04-22 00:00:00.000: '" + written + "'")),
                list.problems());
    }

    @ParameterizedTest(name = "latitude {0}, longitude {1}, location {2}")
    @CsvSource({
        "40.5, -73.5, '', 40.5, -73.5",
        "'', '', '(40.5, -73.5)', 40.5, -73.5",
        "40.9, '', '(40.5, -73.5)', 40.5, -73.5",
        "north, -73.5, '40.5,-73.5', 40.5, -73.5",
    })
    void takesTheLocationWhereACoordinateIsMissing(
            String latitude, String longitude, String location, double expectedLatitude, double expectedLongitude) {
        Place place = place(latitude, longitude, location);

        assertEquals(new Place(expectedLatitude, expectedLongitude, "", "", "", ""), place);
    }

    @ParameterizedTest(name = "latitude {0}, longitude {1}, location {2}")
    @CsvSource({
        "'', '', ''",
        "NaN, NaN, ''",
        "0, 0, ''",
        "91, 0, ''",
        "1, 181, ''",
        "'', '', '(40.5)'",
        "'', '', '(., .)'",
        "1e1, 2, ''"
    })
    void aPlaceThatIsNoneIsReported(String latitude, String longitude, String location) {
        assertNull(place(latitude, longitude, location));
    }

    @Test
    void oneBadRowDoesNotHoldUpTheOthers() {
        KioskList list = read(
                """
                Site ID,Status,Location,Address
                a,Live,"(1, 2)","two
                lines"
                ,Live,"(1, 2)",
                no such/id,Live,"(1, 2)",
                A,Installed,"(1, 2)",
                b,Melted,"(1, 2)",%s
                c
                d,Live,"(1, 2)",,,,,more,than,columns
                """
                        .formatted("x".repeat(201)));

        assertEquals(7, list.rows());
        assertEquals(
                List.of("a", "b", "c", "d"),
                list.kiosks().stream().map(ListedKiosk::id).toList());
        assertEquals(
                List.of(
                        "4 Site ID: No site id; this row is skipped",
                        "5 Site ID: Not a kiosk id: 'no such/id'; this row is skipped",
                        "6 Site ID: a is listed before, in line 2; this row is skipped",
                        "7 Status: Not a known status: 'Melted'",
                        "7 Address: Longer than 200 characters: '" + "x".repeat(40) + "...'",
                        "8 Latitude: No coordinates, so the kiosk gets no place from this row"),
                list.problems().stream()
                        .map(p -> p.line() + " " + p.column() + ": " + p.problem())
                        .toList());
    }

    @Test
    void aStatusThatIsMissingIsGuessedFromTheDates() {
        KioskList list = read(
                """
                Site ID,Location,Installation Complete,Activation Complete
                a,"(1, 2)",01/01/2020,01/02/2020
                b,"(1, 2)",01/01/2020,
                c,"(1, 2)",,
                """);

        assertEquals(
                List.of(Lifecycle.ACTIVE, Lifecycle.INSTALLED, Lifecycle.PLANNED),
                list.kiosks().stream()
                        .map(listed -> listed.mergedInto(null).lifecycle())
                        .toList());
    }

    @Test
    void takesWhatComesBeforeTheEndOfACutOffFile() {
        KioskList csv = read("Site ID,Location\na,\"(1, 2)\"\nb,\"(1, ");
        KioskList json = read("[{\"site_id\":\"a\",\"location\":\"(1, 2)\"},\n{\"site_id\":\"b\",\"loc");

        assertEquals(List.of("a"), csv.kiosks().stream().map(ListedKiosk::id).toList());
        assertEquals(List.of("a"), json.kiosks().stream().map(ListedKiosk::id).toList());
        assertEquals(List.of(3L), csv.problems().stream().map(RowProblem::line).toList());
        assertEquals(List.of(2L), json.problems().stream().map(RowProblem::line).toList());
    }

    @Test
    void tellsOfManyProblemsTheFirstAndHowManyMore() {
        KioskList list = read("Site ID,Location\n" + ",x\n".repeat(KioskList.MOST_PROBLEMS + 5));

        assertEquals(KioskList.MOST_PROBLEMS + 1, list.problems().size());
        assertEquals(
                new RowProblem(0, "", "And 5 more problems"), list.problems().get(KioskList.MOST_PROBLEMS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "Site ID\nmn-01-000001\n",
                "Report Ending,Number of Sessions\n01/05/2025,3\n",
                "<html><body>Not found</body></html>",
                "[]",
                "[1, 2]",
                "{}",
                "{\"error\": true, \"message\": \"no such data set\"}",
                "[[[[",
                "{\"features\": {}}",
                "\u0000\u0001\u0002",
            })
    void whatIsNoListIsOneClearError(String text) {
        var e = assertThrows(NotAKioskListException.class, () -> read(text));

        assertTrue(String.valueOf(e.getMessage()).startsWith("This is no kiosk list: "), e.getMessage());
    }

    @Test
    void aReaderThatFailsIsNotTakenForAShortList() {
        Reader failing = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public void close() {}
        };

        assertThrows(UncheckedIOException.class, () -> KioskList.read(failing));
    }

    private static KioskList read(String text) {
        return KioskList.read(new StringReader(text));
    }

    private static ListedKiosk one(String column, String value) {
        KioskList list = read("Site ID,Location," + column + "\na,\"(1, 2)\"," + value + "\n");
        assertEquals(List.of(), list.problems());
        return list.kiosks().get(0);
    }

    private static @Nullable Place place(String latitude, String longitude, String location) {
        KioskList list = read(
                "Site ID,Latitude,Longitude,Location\na," + latitude + "," + longitude + ",\"" + location + "\"\n");
        Place place = list.kiosks().get(0).place();
        assertTrue(place != null || !list.problems().isEmpty(), "a lost place must be reported");
        return place;
    }
}
