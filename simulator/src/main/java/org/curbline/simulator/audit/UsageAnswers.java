package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.KioskId;

/** Usage as the telemetry service reckons it, as an audit asks for it. Blocking; asked by several threads at once. */
public interface UsageAnswers {
    /**
     * By whose clocks days, weeks and months are reckoned.
     *
     * @throws IOException if nobody can be asked, or answers what cannot be understood
     */
    ZoneId zone() throws IOException, InterruptedException;

    /** What a question is answered. */
    Answer answer(Question question) throws IOException, InterruptedException;

    /**
     * A question about all services.
     *
     * @param parameter how to cut time or tell kiosks apart, such as {@code by=kiosk} or {@code bucket=day}
     * @param kiosks of whom; at most 500
     * @param from inclusive
     * @param to exclusive
     */
    record Question(String parameter, List<KioskId> kiosks, Instant from, Instant to) {}

    /**
     * An answer.
     *
     * @param asOf all that was stored before is counted
     * @param rows a map of columns for each
     */
    record Answer(Instant asOf, List<Map<String, Object>> rows) {}
}
