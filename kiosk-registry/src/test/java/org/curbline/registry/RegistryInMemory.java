package org.curbline.registry;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.StringJoiner;
import java.util.UUID;

/** Registries for tests, each with a database of its own. Its tables are copied: Flyway would take much longer. */
public final class RegistryInMemory {
    private static final String TABLES = tables();

    private RegistryInMemory() {}

    /** An empty one. */
    public static KioskRegistry open(InstantSource clock) {
        String url = url();
        try (Connection kept = DriverManager.getConnection(url); // without one the database would be gone
                Statement statement = kept.createStatement()) {
            statement.execute(TABLES);
            return KioskRegistry.open(url, clock);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tables() {
        String url = url();
        try (Connection kept = DriverManager.getConnection(url);
                Statement statement = kept.createStatement()) {
            KioskRegistry.open(url, InstantSource.system()).close();
            StringJoiner script = new StringJoiner("\n");
            try (ResultSet lines = statement.executeQuery("SCRIPT")) {
                while (lines.next()) {
                    script.add(lines.getString(1));
                }
            }
            return script.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }
}
