package org.curbline.simulator.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.TrueState.Heard;

/** How faults and what is true stand in a ledger; reading throws what a line that is no ledger's makes it throw. */
final class TruthLines {
    private static final long MILLIS = 1_000;

    private TruthLines() {}

    static JsonObject of(KioskId kiosk, Fault fault) {
        JsonObject line = line("fault", kiosk).put("fault", fault.kind().word());
        if (fault.service() != null) {
            line.put("service", fault.service().word());
        }
        line.put("from", text(fault.fromMillis())).put("to", text(fault.toMillis()));
        if (fault.clockMillis() != 0) {
            line.put("clockSeconds", (double) fault.clockMillis() / MILLIS);
        }
        if (fault.byHand()) {
            line.put("byHand", true);
        }
        return line;
    }

    static JsonObject ended(KioskId kiosk, long atMillis) {
        return line("ended", kiosk).put("at", text(atMillis));
    }

    static JsonObject cut(KioskId kiosk, long atMillis) {
        return line("cut", kiosk).put("at", text(atMillis));
    }

    static JsonObject live(KioskId kiosk, long fromMillis) {
        return line("live", kiosk).put("from", text(fromMillis));
    }

    static JsonObject behind(KioskId kiosk, long atMillis) {
        return line("behind", kiosk).put("at", text(atMillis));
    }

    static JsonObject unmade(KioskId kiosk, long fromMillis) {
        return line("unmade", kiosk).put("from", text(fromMillis));
    }

    static JsonObject of(KioskId kiosk, TrueState state) {
        JsonObject line = line("state", kiosk)
                .put("service", state.service().word())
                .put("at", text(state.atMillis()))
                .put("is", word(state.is()));
        if (state.says() != null) {
            line.put("says", word(state.says()));
        }
        return line.put("heard", state.heard().word());
    }

    static Fault fault(JsonObject line) {
        return new Fault(
                FaultKind.of(line.getString("fault")),
                line.containsKey("service") ? service(line.getString("service")) : null,
                millis(line.getString("from")),
                millis(line.getString("to")),
                Math.round(line.getDouble("clockSeconds", 0.0) * MILLIS),
                line.getBoolean("byHand", false));
    }

    /** When somebody ended or cut something. */
    static long at(JsonObject line) {
        return millis(line.getString("at"));
    }

    /** From when on a kiosk lived in real time, or made no events any more. */
    static long from(JsonObject line) {
        return millis(line.getString("from"));
    }

    static TrueState state(JsonObject line) {
        return new TrueState(
                service(line.getString("service")),
                millis(line.getString("at")),
                reported(line.getString("is")),
                line.containsKey("says") ? reported(line.getString("says")) : null,
                Heard.valueOf(line.getString("heard").toUpperCase(Locale.ROOT)));
    }

    private static JsonObject line(String what, KioskId kiosk) {
        return new JsonObject().put("what", what).put("kiosk", kiosk.value());
    }

    private static Service service(String word) {
        return Service.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static State reported(String word) {
        return State.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static long millis(String text) {
        return Instant.parse(text).toEpochMilli();
    }
}
