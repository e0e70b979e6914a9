package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.curbline.registry.database.RegistryException;
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

    /** Registries were made by them: one may be added, none changed. */
    @Test
    void migrationsAreAsTheyWerePublished() {
        open(InstantSource.system()).close();
        List<String> made = Jdbi.create(url()).withHandle(handle -> handle.createQuery(
                        """
                        SELECT "version" || ' ' || "checksum" FROM "kiosk_registry_history"
                        WHERE "checksum" IS NOT NULL ORDER BY "installed_rank\"""")
                .mapTo(String.class)
                .list());
        assertEquals(
                List.of(
                        "1 -1056608380",
                        "2 1680207390",
                        "3 711034894",
                        "4 753054054",
                        "5 -1847227296",
                        "6 -35448859",
                        "7 -613328231"),
                made);
    }

    @Test
    void flywayJudgesARegistryUnlessItsLastMigrationIsTheNewestAndWasMade() {
        open(InstantSource.system()).close();
        change("UPDATE \"kiosk_registry_history\" SET \"checksum\" = 0"); // as Flyway would not have it
        open(InstantSource.system()).close();

        change("UPDATE \"kiosk_registry_history\" SET \"success\" = FALSE WHERE \"version\" = '7'");
        assertThrows(RegistryException.class, () -> open(InstantSource.system()));
        change("DELETE FROM \"kiosk_registry_history\" WHERE \"version\" = '7'");
        assertThrows(RegistryException.class, () -> open(InstantSource.system()));
    }

    @Test
    void aFileInUseIsOneSentence() throws IOException {
        String taken = "jdbc:h2:file:" + folder.resolve("taken").toAbsolutePath();
        Path file = folder.resolve("taken.mv.db");
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            other.lock();
            RegistryException refused =
                    assertThrows(RegistryException.class, () -> KioskRegistry.open(taken, InstantSource.system()));
            assertEquals(
                    "The registry database " + taken + " is in use by another process: end that one, or choose another"
                            + " with curbline.registry.url",
                    refused.getMessage());
        }
    }

    private void change(String history) {
        Jdbi.create(url()).useHandle(handle -> handle.execute(history));
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("registry").toAbsolutePath();
    }
}
