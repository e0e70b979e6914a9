package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.LifecycleChange;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.Stay;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2IT extends KioskRegistryContract {
    private final Path folder;

    H2IT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    KioskRegistry open(InstantSource clock) {
        return KioskRegistry.open(url(), clock);
    }

    @Test
    void kiosksOfARegistryFromBeforeHistoriesHaveOneThatBeginsWithTheirLastChange() {
        String earlier = "jdbc:h2:file:" + folder.resolve("earlier").toAbsolutePath();
        Flyway.configure()
                .dataSource(earlier, null, null)
                .locations("classpath:org/curbline/registry/migration")
                .table("kiosk_registry_history")
                .target("1")
                .load()
                .migrate();
        Jdbi.create(earlier)
                .useHandle(
                        handle -> handle.execute(
                                """
                        INSERT INTO kiosk (id, lifecycle, kiosk_type, latitude, longitude, borough, community_board, address, neighborhood,
                            origin, changed_at)
                        VALUES ('mn-01-000001', 'ACTIVE', '', 40.7, -74, 'Manhattan', '', '', '', 'ADDED', '2026-01-02 03:04:05+00')"""));

        try (KioskRegistry registry = KioskRegistry.open(earlier, InstantSource.system())) {
            Instant changed = Instant.parse("2026-01-02T03:04:05Z");
            Place place = new Place(40.7, -74, "Manhattan", "", "", "");
            assertEquals(
                    List.of(new Stay("mn-01-000001", Stay.EVER, place, changed, "registry", "")),
                    registry.moves().of("mn-01-000001"));
            assertEquals(
                    List.of(new LifecycleChange("mn-01-000001", changed, Lifecycle.ACTIVE, "registry", "")),
                    registry.lifecycles("mn-01-000001"));
        }
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("registry").toAbsolutePath();
    }
}
