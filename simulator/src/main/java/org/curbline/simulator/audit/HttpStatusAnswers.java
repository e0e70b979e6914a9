package org.curbline.simulator.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;

/** Asks gateway and telemetry service by HTTP. */
public final class HttpStatusAnswers implements StatusAnswers {
    private final HttpApi gateway;
    private final HttpApi telemetry;

    public HttpStatusAnswers(HttpApi gateway, HttpApi telemetry) {
        this.gateway = gateway;
        this.telemetry = telemetry;
    }

    @Override
    public Duration allowedAge(KioskId kiosk) throws IOException, InterruptedException {
        String path = "/api/v1/kiosks/" + kiosk;
        JsonObject answer = gateway.get(path);
        return understood(
                path, () -> Duration.ofSeconds(answer.getJsonObject("expected").getLong("reportAllowedAgeSeconds")));
    }

    @Override
    public Map<Service, List<Shown>> history(KioskId kiosk, View view, Instant from, Instant to)
            throws IOException, InterruptedException {
        String path = "/api/v1/kiosks/" + kiosk + "/history?view=" + view.word() + "&from=" + from + "&to=" + to;
        JsonObject answer = gateway.get(path);
        return understood(path, () -> {
            Map<Service, List<Shown>> services = new EnumMap<>(Service.class);
            for (Service service : Service.values()) {
                services.put(service, shown(answer.getJsonObject("services").getJsonArray(service.word())));
            }
            return services;
        });
    }

    @Override
    public Map<Service, Double> workedSeconds(KioskId kiosk, Instant from, Instant to)
            throws IOException, InterruptedException {
        String path = "/api/v1/availability?by=kiosk&kiosk=" + kiosk + "&from=" + from + "&to=" + to;
        JsonObject answer = telemetry.get(path);
        return understood(path, () -> {
            Map<Service, Double> worked = new EnumMap<>(Service.class);
            for (Service service : Service.values()) {
                for (Object row : answer.getJsonArray("rows")) {
                    if (((JsonObject) row).getString("service").equals(service.word())) {
                        JsonObject seconds = ((JsonObject) row).getJsonObject("seconds");
                        worked.put(service, seconds.getDouble("up") + seconds.getDouble("degraded"));
                    }
                }
            }
            return worked;
        });
    }

    private static List<Shown> shown(JsonArray intervals) {
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < intervals.size(); i++) {
            JsonObject interval = intervals.getJsonObject(i);
            shown.add(new Shown(
                    interval.getString("state"),
                    interval.getString("reason", ""),
                    Instant.parse(interval.getString("from")).toEpochMilli(),
                    Instant.parse(interval.getString("to")).toEpochMilli()));
        }
        return shown;
    }

    private static <T> T understood(String path, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (ClassCastException | NullPointerException | DateTimeParseException e) {
            throw new IOException("The answer to " + path + " is not understood", e);
        }
    }

    private interface Reading<T> {
        T read();
    }
}
