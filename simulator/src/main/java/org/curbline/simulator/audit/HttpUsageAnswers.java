package org.curbline.simulator.audit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks the telemetry service by HTTP. */
public final class HttpUsageAnswers implements UsageAnswers {
    private static final String PATH = "/api/v1/usage";

    private final HttpApi telemetry;

    public HttpUsageAnswers(HttpApi telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public ZoneId zone() throws IOException, InterruptedException {
        try {
            return ZoneId.of(telemetry.get(PATH).getString("zone"));
        } catch (ClassCastException | NullPointerException | DateTimeException e) {
            throw new IOException("The answer to " + PATH + " is not understood", e);
        }
    }

    @Override
    public Answer answer(Question question) throws IOException, InterruptedException {
        String path = PATH + '?' + question.parameter() + "&from=" + question.from() + "&to=" + question.to()
                + question.kiosks().stream().map(kiosk -> "&kiosk=" + kiosk).collect(Collectors.joining());
        JsonObject answer = telemetry.get(path);
        try {
            List<Map<String, Object>> rows = new ArrayList<>();
            answer.getJsonArray("rows").forEach(row -> rows.add(((JsonObject) row).getMap()));
            return new Answer(Instant.parse(answer.getString("asOf")), rows);
        } catch (ClassCastException | NullPointerException | DateTimeException e) {
            throw new IOException("The answer to " + path + " is not understood", e);
        }
    }
}
