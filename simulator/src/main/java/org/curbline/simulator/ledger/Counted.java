package org.curbline.simulator.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;

/**
 * Of which devices a kiosk made a sketch.
 *
 * @param id of the event that has the sketch
 * @param devices their addresses
 */
public record Counted(KioskId kiosk, EventId id, String salt, List<Long> devices) {
    JsonObject line() {
        return new JsonObject()
                .put("what", "counted")
                .put("kiosk", kiosk.value())
                .put("run", id.run())
                .put("seq", id.seq())
                .put("at", id.atMillis())
                .put("salt", salt)
                .put("devices", new JsonArray(devices));
    }

    static Counted of(JsonObject line) {
        return new Counted(
                new KioskId(line.getString("kiosk")),
                new EventId(line.getLong("seq"), line.getLong("at"), line.getString("run")),
                line.getString("salt"),
                line.getJsonArray("devices").stream()
                        .map(device -> ((Number) device).longValue())
                        .toList());
    }
}
