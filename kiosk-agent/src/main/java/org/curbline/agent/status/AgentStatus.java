package org.curbline.agent.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is at one moment.
 *
 * @param gatewayTrouble why it is not connected; empty if it is
 * @param acknowledged when the gateway last acknowledged events since the agent started; null if it has not
 * @param waiting events on the card that are not acknowledged
 * @param lost events of this run that will never be acknowledged, as the spool was full or the card is damaged
 * @param lostLately how many of those and of the undatable were not counted before the agent started
 * @param cardTrouble why the card cannot be written; empty if it can
 * @param time where the time is from, or why it is not known
 * @param undatable events of this run that were given up, as the computer was started anew before it knew the time
 * @param sources where events come from
 */
public record AgentStatus(
        String kiosk,
        String run,
        String gateway,
        String gatewayTrouble,
        @Nullable Instant acknowledged,
        long waiting,
        long nextSeq,
        long lost,
        long lostLately,
        String cardTrouble,
        String time,
        boolean isTimeKnown,
        long undatable,
        List<SourceStatus> sources) {
    private static final JsonFactory JSON = new JsonFactory();

    public AgentStatus {
        sources = List.copyOf(sources);
    }

    /** Whether nothing is amiss. */
    public boolean isWell() {
        return gatewayTrouble.isEmpty()
                && cardTrouble.isEmpty()
                && isTimeKnown
                && lostLately == 0
                && sources.stream().allMatch(SourceStatus::isWell);
    }

    /** For people. */
    public String text(Instant now) {
        String heard = acknowledged == null
                ? "nothing acknowledged since the start"
                : "last acknowledgement " + Duration.between(acknowledged, now).toSeconds() + " s ago";
        List<String> lines = new ArrayList<>();
        lines.add("kiosk    " + kiosk + ", run " + run);
        lines.add("gateway  " + gateway + ": "
                + (gatewayTrouble.isEmpty() ? "connected" : "NOT connected: " + gatewayTrouble) + "; " + heard);
        lines.add("spool    " + waiting + " events wait, " + lost + " lost, the next is number " + nextSeq
                + (cardTrouble.isEmpty() ? "" : "; the card CANNOT be written: " + cardTrouble));
        lines.add("time     " + (isTimeKnown ? "" : "NOT known, events wait for it: ") + time
                + (undatable == 0 ? "" : "; " + undatable + " events cannot be dated and are given up"));
        sources.forEach(source -> lines.add("source   " + source));
        return String.join("\n", lines);
    }

    /** For programs, a line. */
    public byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("kiosk", kiosk);
            json.writeStringField("run", run);
            json.writeStringField("gateway", gateway);
            json.writeStringField("gatewayTrouble", gatewayTrouble);
            if (acknowledged != null) {
                json.writeStringField("acknowledgedAt", acknowledged.toString());
            }
            json.writeNumberField("waiting", waiting);
            json.writeNumberField("nextSeq", nextSeq);
            json.writeNumberField("lost", lost);
            json.writeNumberField("lostLately", lostLately);
            json.writeStringField("cardTrouble", cardTrouble);
            json.writeStringField("time", time);
            json.writeBooleanField("isTimeKnown", isTimeKnown);
            json.writeNumberField("undatable", undatable);
            json.writeArrayFieldStart("sources");
            for (SourceStatus source : sources) {
                json.writeStartObject();
                json.writeStringField("text", source.text());
                json.writeStringField("trouble", source.trouble());
                json.writeStringField("remedy", source.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can be written", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** @throws IOException if it is no status */
    static AgentStatus parse(byte[] json) throws IOException {
        Map<String, String> said = new HashMap<>();
        List<SourceStatus> sources = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token == JsonToken.END_OBJECT && said.containsKey("text")) {
                    sources.add(new SourceStatus(taken(said, "text"), taken(said, "trouble"), taken(said, "remedy")));
                } else if (token.isScalarValue()) {
                    said.put(name, parser.getText());
                }
            }
        }
        String acknowledged = said.get("acknowledgedAt");
        return new AgentStatus(
                said.getOrDefault("kiosk", "?"),
                said.getOrDefault("run", "?"),
                said.getOrDefault("gateway", "?"),
                said.getOrDefault("gatewayTrouble", "nobody knows"),
                acknowledged == null ? null : Instant.parse(acknowledged),
                Long.parseLong(said.getOrDefault("waiting", "0")),
                Long.parseLong(said.getOrDefault("nextSeq", "0")),
                Long.parseLong(said.getOrDefault("lost", "0")),
                Long.parseLong(said.getOrDefault("lostLately", "0")),
                said.getOrDefault("cardTrouble", ""),
                said.getOrDefault("time", "nobody knows"),
                Boolean.parseBoolean(said.getOrDefault("isTimeKnown", "false")),
                Long.parseLong(said.getOrDefault("undatable", "0")),
                sources);
    }

    private static String taken(Map<String, String> said, String name) {
        String value = said.remove(name);
        return value == null ? "" : value;
    }
}
