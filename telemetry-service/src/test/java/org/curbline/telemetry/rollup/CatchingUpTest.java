package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatchingUpTest {
    private final List<String> said = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final CatchingUp progress = new CatchingUp(() -> now, said::add);

    @Test
    void saysEveryTenSecondsHowFarItHasCome() {
        for (int done = 2; done <= 60; done++) { // a second each
            progress.looked(done, 60 - done);
            now = now.plusSeconds(1);
        }
        assertEquals(
                List.of(
                        "Rolling up: 12 of 60 days were looked at since the start.",
                        "Rolling up: 22 of 60 days were looked at since the start.",
                        "Rolling up: 32 of 60 days were looked at since the start.",
                        "Rolling up: 42 of 60 days were looked at since the start.",
                        "Rolling up: 52 of 60 days were looked at since the start."),
                said);
    }

    @Test
    void whatIsSoonOverIsNotSaid() {
        progress.looked(2, 58);
        now = now.plusSeconds(9);
        progress.looked(59, 1);
        progress.looked(60, 0);
        now = now.plusSeconds(3600);
        progress.looked(60, 1);
        progress.looked(61, 0);
        assertEquals(List.of(), said);
    }
}
