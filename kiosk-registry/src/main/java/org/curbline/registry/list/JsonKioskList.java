package org.curbline.registry.list;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a kiosk list in JSON: an array of objects as the city's status feed has them, or GeoJSON. What an object holds
 * further down (a feature's properties, a location's coordinates) counts as its own.
 */
final class JsonKioskList {
    private static final int DEEPEST = 8;

    private final JsonParser json;
    private final List<ListRow> rows = new ArrayList<>();

    private JsonKioskList(JsonParser json) {
        this.json = json;
    }

    static ListRow.Rows read(String text) {
        List<RowProblem> problems = new ArrayList<>();
        try (JsonParser parser = JsonFactory.builder().build().createParser(text)) {
            var list = new JsonKioskList(parser);
            try {
                list.readRows();
            } catch (JsonProcessingException e) {
                long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
                problems.add(new RowProblem(line, "", "From here on this is no JSON: " + e.getOriginalMessage()));
            }
            if (list.rows.stream().noneMatch(row -> row.values().containsKey(ListColumn.ID))) {
                throw new NotAKioskListException("This is no kiosk list: a JSON list is an array of objects, or GeoJSON"
                        + " features, each with a 'site_id'");
            }
            return new ListRow.Rows(list.rows, problems);
        } catch (IOException e) {
            throw new UncheckedIOException("A string cannot fail to be read", e);
        }
    }

    /** The array itself, or the one under {@code features}. */
    private void readRows() throws IOException {
        if (json.nextToken() == JsonToken.START_OBJECT) {
            findFeatures();
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        for (JsonToken t = json.nextToken(); t != null && t != JsonToken.END_ARRAY; t = json.nextToken()) {
            long line = json.currentTokenLocation().getLineNr();
            Map<ListColumn, String> values = new EnumMap<>(ListColumn.class);
            Map<ListColumn, String> names = new EnumMap<>(ListColumn.class);
            if (t == JsonToken.START_OBJECT) {
                readObject(values, names, 0);
            } else {
                json.skipChildren();
            }
            KioskList.requireRoom(rows);
            rows.add(new ListRow(line, values, names));
        }
    }

    private void findFeatures() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean features = json.currentName().equals("features");
            json.nextToken();
            if (features) {
                return;
            }
            json.skipChildren();
        }
    }

    private void readObject(Map<ListColumn, String> values, Map<ListColumn, String> names, int depth)
            throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            ListColumn column = ListColumn.named(name);
            if (value == JsonToken.START_OBJECT && depth < DEEPEST) {
                readObject(values, names, depth + 1);
            } else if (value == JsonToken.START_ARRAY && column == ListColumn.LOCATION) {
                readCoordinates(values);
            } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL && column != null) {
                String text = json.getText();
                // The list's "type" is the kiosk's; GeoJSON's own "type" says what kind of thing an object is.
                if (!text.isBlank() && !isGeoJsonType(name, text) && values.putIfAbsent(column, text) == null) {
                    names.put(column, name);
                }
            } else {
                json.skipChildren();
            }
        }
    }

    /** GeoJSON has the longitude first (RFC 7946, 3.1.1). */
    private void readCoordinates(Map<ListColumn, String> values) throws IOException {
        List<String> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken().isNumeric()) {
                numbers.add(json.getText());
            } else {
                json.skipChildren();
            }
        }
        if (numbers.size() >= 2) {
            values.putIfAbsent(ListColumn.LONGITUDE, numbers.get(0));
            values.putIfAbsent(ListColumn.LATITUDE, numbers.get(1));
        }
    }

    private static boolean isGeoJsonType(String name, String text) {
        return name.equals("type") && (text.equals("Feature") || text.equals("Point"));
    }
}
