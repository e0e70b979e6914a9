package org.curbline.protocol.wire;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;

/** Writes the object of an event of each kind. */
final class EventWriter implements KioskEvent.Cases<JsonBytes> {
    private static final byte[][] NAMES = names();
    private static final Map<Enum<?>, byte[]> WORDS = words();

    private final JsonBytes json;

    EventWriter(JsonBytes json) {
        this.json = json;
    }

    @Override
    public JsonBytes wifi(WifiSession event) {
        begin(event.id());
        integer(Field.DURATION_SECONDS, event.durationSeconds());
        integer(Field.DOWN_BYTES, event.downBytes());
        integer(Field.UP_BYTES, event.upBytes());
        word(Field.NETWORK, event.network());
        return end();
    }

    @Override
    public JsonBytes charging(ChargingSession event) {
        begin(event.id());
        integer(Field.PORT, event.port());
        integer(Field.DURATION_SECONDS, event.durationSeconds());
        integer(Field.ENERGY_MILLIWATT_HOURS, event.energyMilliwattHours());
        return end();
    }

    @Override
    public JsonBytes call(Call event) {
        begin(event.id());
        word(Field.KIND, event.callKind());
        integer(Field.DURATION_SECONDS, event.durationSeconds());
        word(Field.OUTCOME, event.outcome());
        return end();
    }

    @Override
    public JsonBytes tablet(TabletSession event) {
        begin(event.id());
        word(Field.ACTIVITY, event.activity());
        integer(Field.DURATION_SECONDS, event.durationSeconds());
        return end();
    }

    @Override
    public JsonBytes service(ServiceReport event) {
        begin(event.id());
        word(Field.SERVICE, event.service());
        word(Field.STATE, event.state());
        reason(event.reason());
        return end();
    }

    @Override
    public JsonBytes health(HealthReport event) {
        begin(event.id());
        measured(Field.TEMPERATURE_CELSIUS, event.temperatureCelsius());
        measured(Field.CPU_PERCENT, event.cpuPercent());
        measured(Field.MEMORY_PERCENT, event.memoryPercent());
        measured(Field.DISK_PERCENT, event.diskPercent());
        if (event.uptimeSeconds() != ComputerCondition.NOT_SAID) {
            integer(Field.UPTIME_SECONDS, event.uptimeSeconds());
        }
        integer(Field.SPOOLED_EVENTS, event.spooledEvents());
        condition(event.condition());
        return end();
    }

    @Override
    public JsonBytes clients(ClientSketch event) {
        begin(event.id());
        name(Field.SALT);
        json.string(event.salt());
        integer(Field.DURATION_SECONDS, event.durationSeconds());
        name(Field.SKETCH);
        json.string(event.sketch());
        return end();
    }

    @Override
    public JsonBytes reply(CommandReply event) {
        begin(event.id());
        name(Field.COMMAND);
        json.string(event.command());
        word(Field.RESULT, event.result());
        reason(event.reason());
        return end();
    }

    private void condition(ComputerCondition said) {
        if (said.load() != ComputerCondition.NOT_SAID) {
            decimal(Field.LOAD, said.load());
        }
        if (said.linkMegabits() != ComputerCondition.NOT_SAID) {
            integer(Field.LINK_MEGABITS, said.linkMegabits());
        }
        if (said.lostEvents() != 0) {
            integer(Field.LOST_EVENTS, said.lostEvents());
        }
        ComputerCondition usual = ComputerCondition.NOTHING_SAID;
        wordUnless(usual.supply(), Field.SUPPLY, said.supply());
        wordUnless(usual.processor(), Field.PROCESSOR, said.processor());
        wordUnless(usual.link(), Field.LINK, said.link());
        wordUnless(usual.clock(), Field.CLOCK, said.clock());
    }

    private void measured(Field field, double figure) {
        if (HealthReport.isMeasured(figure)) {
            decimal(field, figure);
        }
    }

    private <E extends Enum<E>> void wordUnless(E usual, Field field, E value) {
        if (value != usual) {
            word(field, value);
        }
    }

    private void reason(String code) {
        if (!code.isEmpty()) {
            name(Field.REASON);
            json.string(code);
        }
    }

    private void begin(EventId id) {
        json.raw('{');
        integer(Field.SEQ, id.seq());
        name(Field.AT);
        json.time(id.atMillis());
        if (!id.run().equals(EventId.FIRST_RUN)) {
            name(Field.RUN);
            json.string(id.run());
        }
    }

    private JsonBytes end() {
        json.raw('}');
        return json;
    }

    private void integer(Field field, long value) {
        name(field);
        json.number(value);
    }

    private void decimal(Field field, double value) {
        name(field);
        json.number(value);
    }

    private void word(Field field, Enum<?> value) {
        name(field);
        json.raw(Objects.requireNonNull(WORDS.get(value)));
    }

    private void name(Field field) {
        json.raw(NAMES[field.slot()]);
    }

    /** Each field's name with its quotes and colon, and the comma before it unless the field is always the first. */
    private static byte[][] names() {
        byte[][] names = new byte[Field.COUNT][];
        for (Field field : Field.values()) {
            String comma = field == Field.SEQ ? "" : ",";
            names[field.slot()] = JsonBytes.ascii(comma + '"' + field.wireName() + "\":");
        }
        return names;
    }

    private static Map<Enum<?>, byte[]> words() {
        Map<Enum<?>, byte[]> words = new HashMap<>();
        for (Field field : Field.values()) {
            field.wordOf().forEach((constant, word) -> words.put(constant, JsonBytes.ascii('"' + word + '"')));
        }
        return Collections.unmodifiableMap(words);
    }
}
