package org.curbline.testservers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgresServerIT {
    @Test
    void answersWhoeverAsks() {
        try (PostgresServer server = PostgresServer.start()) {
            String address = server.jdbcUrl().substring("jdbc:".length()).replace("://", "://" + server.user() + "@");
            Command answer = Command.run(List.of("psql", "-At", "-c", "SELECT 6 * 7", address));
            assertEquals("42", answer.orFail().output().strip());
        }
    }
}
