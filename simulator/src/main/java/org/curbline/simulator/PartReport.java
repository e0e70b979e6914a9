package org.curbline.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.curbline.simulator.fleet.FleetProgress;

/** How one of several processes tells the first how it is doing: a line of JSON. */
final class PartReport {
    private PartReport() {}

    static String line(FleetProgress progress) {
        return new JsonObject()
                .put("kiosks", progress.kiosks())
                .put("connected", progress.connected())
                .put("generated", progress.generated())
                .put("acknowledged", progress.acknowledged())
                .put("refused", progress.refused())
                .put("dropped", progress.dropped())
                .put("simulated", progress.simulatedTime().toString())
                .put("over", progress.over())
                .put("trouble", progress.trouble())
                .put("refusal", progress.refusal())
                .put("refusals", progress.refusals())
                .put("failure", progress.failure())
                .encode();
    }

    /** @throws DecodeException if it is another line */
    static FleetProgress read(String line) {
        JsonObject said = new JsonObject(line);
        return new FleetProgress(
                said.getInteger("kiosks"),
                said.getInteger("connected"),
                said.getLong("generated"),
                said.getLong("acknowledged"),
                said.getLong("refused"),
                said.getLong("dropped"),
                Instant.parse(said.getString("simulated")),
                said.getBoolean("over"),
                said.getString("trouble"),
                said.getString("refusal"),
                said.getLong("refusals"),
                said.getString("failure"));
    }
}
