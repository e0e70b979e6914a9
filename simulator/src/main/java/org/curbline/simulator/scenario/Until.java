package org.curbline.simulator.scenario;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.curbline.program.settings.Durations;

/** The end of simulated time: so long after the start, or a date and time of the scenario's zone. */
public record Until(String text) {
    /** @throws IllegalArgumentException with a sentence for people if it is neither */
    public Until {
        after(text, Instant.EPOCH, ZoneOffset.UTC);
    }

    /** The moment it means. */
    public Instant moment(Instant start, ZoneId zone) {
        return after(text, start, zone);
    }

    private static Instant after(String text, Instant start, ZoneId zone) {
        try {
            return text.contains("T")
                    ? LocalDateTime.parse(text).atZone(zone).toInstant()
                    : start.plus(Durations.parse(text));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is no end: write how long after the start (6h), or a date and time (2026-11-20T06:00)",
                    e);
        }
    }
}
