package org.curbline.simulator.city;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.curbline.demand.Borough;

/** The land of one borough: its rings of (longitude, latitude), and which points lie within. */
final class Outline {
    private static final String RESOURCE = "nyc-boroughs.geojson";

    private final List<double[]> rings;
    private final double west;
    private final double east;
    private final double south;
    private final double north;

    private Outline(List<double[]> rings) {
        this.rings = rings;
        this.west = extreme(rings, 0, true);
        this.east = extreme(rings, 0, false);
        this.south = extreme(rings, 1, true);
        this.north = extreme(rings, 1, false);
    }

    /** The outlines shipped with the simulator (see ATTRIBUTION.txt beside them). */
    static Map<Borough, Outline> ofNewYork() {
        Map<Borough, Outline> outlines = new EnumMap<>(Borough.class);
        for (Object each : new JsonObject(resource()).getJsonArray("features")) {
            JsonObject feature = (JsonObject) each;
            String name = feature.getJsonObject("properties").getString("name");
            Borough borough = Borough.named(name)
                    .orElseThrow(() -> new IllegalStateException(RESOURCE + " names no borough: " + name));
            outlines.put(borough, new Outline(rings(feature.getJsonObject("geometry"))));
        }
        return outlines;
    }

    /** Whether a point lies on the borough's land. */
    boolean contains(double latitude, double longitude) {
        boolean inside = false;
        for (double[] ring : rings) {
            for (int i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
                boolean crosses = ring[i + 1] > latitude != ring[j + 1] > latitude;
                if (crosses && longitude < crossing(ring, i, j, latitude)) {
                    inside = !inside;
                }
            }
        }
        return inside;
    }

    /** A point anywhere on the land: latitude, longitude. */
    double[] anywhere(RandomGenerator random) {
        while (true) {
            double latitude = random.nextDouble(south, north);
            double longitude = random.nextDouble(west, east);
            if (contains(latitude, longitude)) {
                return new double[] {latitude, longitude};
            }
        }
    }

    /** How far north in the borough a latitude is, from 0 to 1. */
    double northing(double latitude) {
        return Math.min(1, Math.max(0, (latitude - south) / (north - south)));
    }

    private static double crossing(double[] ring, int i, int j, double latitude) {
        return ring[i] + (latitude - ring[i + 1]) / (ring[j + 1] - ring[i + 1]) * (ring[j] - ring[i]);
    }

    private static String resource() {
        try (InputStream in = Outline.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + RESOURCE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<double[]> rings(JsonObject geometry) {
        List<double[]> rings = new ArrayList<>();
        JsonArray coordinates = geometry.getJsonArray("coordinates");
        if (geometry.getString("type").equals("Polygon")) {
            addPolygon(coordinates, rings);
        } else {
            for (int i = 0; i < coordinates.size(); i++) {
                addPolygon(coordinates.getJsonArray(i), rings);
            }
        }
        return rings;
    }

    private static void addPolygon(JsonArray polygon, List<double[]> rings) {
        for (int i = 0; i < polygon.size(); i++) {
            JsonArray points = polygon.getJsonArray(i);
            double[] ring = new double[points.size() * 2];
            for (int p = 0; p < points.size(); p++) {
                ring[2 * p] = points.getJsonArray(p).getDouble(0);
                ring[2 * p + 1] = points.getJsonArray(p).getDouble(1);
            }
            rings.add(ring);
        }
    }

    private static double extreme(List<double[]> rings, int axis, boolean least) {
        double found = least ? Double.MAX_VALUE : -Double.MAX_VALUE;
        for (double[] ring : rings) {
            for (int i = axis; i < ring.length; i += 2) {
                found = least ? Math.min(found, ring[i]) : Math.max(found, ring[i]);
            }
        }
        return found;
    }
}
