package org.curbline.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a kiosk is told to do. It comes at least once: a kiosk does it the first time, and answers a repeat as it
 * answered then. It answers with a {@link CommandReply}, and does not begin after {@link #expiresAt}.
 *
 * @param id 1 to 32 letters a-z: no room for anybody's number
 * @param name 1 to 40 of a-z, 0-9 and hyphens, beginning with a letter
 * @param parameters by name: texts, {@code Long}s, {@code Double}s and {@code Boolean}s
 */
public record Command(String id, String name, Instant expiresAt, Map<String, Object> parameters) {
    /** Begin a service anew: {@code service}. */
    public static final String REBOOT_SERVICE = "reboot-service";
    /** Show which kiosk it is, to somebody who stands before it. */
    public static final String IDENTIFY = "identify";
    /** Report every service now. */
    public static final String REPORT_NOW = "report-now";
    /** Report every so many {@code seconds}. */
    public static final String SET_INTERVAL = "set-interval";

    /** Keep how the kiosk is, for somebody who comes to it. */
    public static final String COLLECT_DIAGNOSTICS = "collect-diagnostics";

    /** The most letters of an id. */
    public static final int LONGEST_ID = 32;

    private static final Pattern ID = Pattern.compile("[a-z]{1," + LONGEST_ID + "}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final JsonFactory JSON = new JsonFactory();

    /** @throws IllegalArgumentException if id or name is none, or a parameter is of another type */
    public Command {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("Not a command's id: " + id);
        }
        if (!isName(name)) {
            throw new IllegalArgumentException("Not a command's name: " + name);
        }
        parameters.values().forEach(Command::requireScalar);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Whether a command may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The topic on which a kiosk gets it. */
    public String topic(KioskId kiosk) {
        return "kiosks/" + kiosk.value() + "/commands/" + name;
    }

    /** The filter with which a kiosk subscribes to its commands. */
    public static String topics(KioskId kiosk) {
        return "kiosks/" + kiosk.value() + "/commands/+";
    }

    /** The message, JSON in UTF-8. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("name", name);
            json.writeStringField("expiresAt", expiresAt.toString());
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                json.writeFieldName(parameter.getKey());
                json.writeObject(parameter.getValue()); // without a codec, it writes scalars only
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a message; fields it does not know are passed over.
     *
     * @throws IllegalArgumentException if it is no command
     */
    public static Command decode(byte[] message) {
        try (JsonParser json = JSON.createParser(message)) {
            return read(json);
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("Not a command: " + e.getMessage(), e);
        }
    }

    private static Command read(JsonParser json) throws IOException {
        String id = "";
        String name = "";
        Instant expires = Instant.MAX;
        Map<String, Object> parameters = Map.of();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("Not a command: it must be an object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getText();
                case "name" -> name = json.getText();
                case "expiresAt" -> expires = Instant.parse(json.getText());
                case "parameters" -> parameters = parameters(json);
                default -> json.skipChildren();
            }
        }
        return new Command(id, name, expires, parameters);
    }

    private static Map<String, Object> parameters(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("Not a command: parameters must be an object");
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            parameters.put(name, scalar(json, json.nextToken()));
        }
        return parameters;
    }

    private static Object scalar(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            default -> throw new IllegalArgumentException("Not a command: parameters must be texts, numbers, booleans");
        };
    }

    private static void requireScalar(Object value) {
        if (!(value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean)) {
            throw new IllegalArgumentException("Parameters must be texts, numbers or booleans, not " + value);
        }
    }
}
