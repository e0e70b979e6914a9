package org.curbline.telemetry.usage;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Period;

/** A question for the stored events of one kiosk, as asked. */
public record EventsRequest(UsedService service, String kiosk, Period period, long afterNanos, int limit) {
    private static final int USUAL_LIMIT = 1000;

    /** @throws org.curbline.program.http.ProblemException naming the parameter that cannot be accepted */
    public static EventsRequest of(Parameters given, InstantSource clock, ZoneId usualZone) {
        return new EventsRequest(
                UsedService.of(given.text("service").orElseThrow()),
                given.text("kiosk").orElseThrow().toLowerCase(Locale.ROOT),
                Period.today(given, clock, usualZone),
                given.text("after").map(Long::parseLong).orElse(Long.MIN_VALUE),
                given.whole("limit").map(Math::toIntExact).orElse(USUAL_LIMIT));
    }
}
