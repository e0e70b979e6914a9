package org.curbline.telemetry.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KioskStatusReportTest {
    private static final String REAL = "kiosk_status_sample_2019-04-26.json";
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant NOW = Instant.parse("2026-11-28T15:00:00Z");

    /** As the city's file of one kiosk would be. */
    private static final String SAMPLE =
            """
            generated_on,site_id,status,planned_kiosk_type,ppt_id,address,city,state,postcode,borough,latitude,longitude,\
            cross_street_1,cross_street_2,corner_location,community_board,council_district,census_tract,nta,bbl,bin,\
            installation_date,activation_date,wifi_status,wifi_last_ts,tablet_status,tablet_last_ts,phone_status,\
            dialer_last_ts,location
            2026-11-28 10:00:00.000,mn-05-120512,Live,Link1.0,120512,,,,,,,,,,,,,,,,,,2026-11-01 00:00:00.000,,,,,,,
            """;

    @Test
    void isTheCitysColumnForColumn() {
        assertEquals(SAMPLE.replace("\n", "\r\n"), KioskStatusReport.csv(fleet("mn-05-120512"), NEW_YORK));
    }

    @ParameterizedTest
    @CsvSource({"si-02-146098,146098", "QU-14-160095,160095", "si-01-GF55081,", "120512,", "mn-5-120512,"})
    void theNumberStandsInTheSitesIdWhereItIsOne(String site, @Nullable String number) {
        JsonObject row = new JsonArray(KioskStatusReport.json(fleet(site), NEW_YORK)).getJsonObject(0);
        assertEquals(number, row.getString("ppt_id"));
    }

    @Test
    void theCitysOwnRowsHaveNoOtherColumnsAndTheSameNumbers() throws IOException {
        Path file = real();
        assumeTrue(file != null, REAL + " is not here");
        Set<String> unknown = new TreeSet<>();
        for (Object each : new JsonArray(Files.readString(Objects.requireNonNull(file)))) {
            JsonObject row = (JsonObject) each;
            unknown.addAll(row.fieldNames());
            String site = row.getString("site_id");
            if (site != null) {
                JsonObject ours = new JsonArray(KioskStatusReport.json(fleet(site), NEW_YORK)).getJsonObject(0);
                assertEquals(row.getString("ppt_id"), ours.getString("ppt_id"), site);
                assertEquals(
                        row.getString("generated_on").length(),
                        ours.getString("generated_on").length());
            }
        }
        assertTrue(unknown.contains("site_id"));
        unknown.removeAll(KioskStatusReport.COLUMNS);
        assertEquals(Set.of("_note"), unknown, "but for the remark of whoever cut it off");
    }

    private static FleetNow.Snapshot fleet(String site) {
        Kiosk kiosk = new Kiosk(site, Lifecycle.ACTIVE, "Link1.0", null, null, LocalDate.of(2026, 11, 1), Origin.ADDED);
        return new FleetNow.Snapshot(NOW, List.of(new KioskNow(kiosk, Map.of())));
    }

    /** In {@code $CURBLINE_SHARED/data}, or {@code shared/data} further up. */
    private static @Nullable Path real() {
        String shared = System.getenv("CURBLINE_SHARED");
        Stream<Path> folders = shared == null
                ? Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                        .map(folder -> folder.resolve("shared"))
                : Stream.of(Path.of(shared));
        return folders.map(folder -> folder.resolve("data").resolve(REAL))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }
}
