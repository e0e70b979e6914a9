package org.curbline.telemetry.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.curbline.telemetry.pages.SeenColour.Lab;
import org.curbline.telemetry.pages.SeenColour.Sight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the pages' colours that stand beside each other are told apart by everybody. */
class PaletteTest {
    /** Far more than can just be seen, as what is to be told apart is small. */
    private static final double APART = 12;

    private static final double APART_IN_CHARTS = 10;

    /** A service's. That nobody is in service is as grey as that nobody knows: by shape alone they are apart. */
    private static final List<String> STATES = List.of("up", "down", "suspect", "unknown", "degraded", "maintenance");

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void statesAreToldApart(String scheme) {
        List<String> close = new ArrayList<>();
        for (int i = 0; i < STATES.size(); i++) {
            for (int j = 0; j < i; j++) {
                close.addAll(close(scheme, STATES.get(i), STATES.get(j), APART));
            }
        }
        assertEquals(List.of(), close);
    }

    /**
     * Bars and what they are compared with, those that missed their target, lines over bars, dots on the map's land.
     */
    @ParameterizedTest
    @CsvSource({"good, idle", "good, warn-mark", "good, ink", "good, land", "warn-mark, land"})
    void whatIsDrawnIsToldApart(String one, String other) {
        List<String> close = new ArrayList<>(close("light", one, other, APART_IN_CHARTS));
        close.addAll(close("dark", one, other, APART_IN_CHARTS));
        assertEquals(List.of(), close);
    }

    @Test
    void everyStateHasAShapeOfItsOwn() {
        List<String> shapes = Pattern.compile("shape: '([^']+)'")
                .matcher(resource("states.js"))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(STATES.size() + 1, shapes.size());
        assertEquals(shapes.size(), shapes.stream().distinct().count());
    }

    /** Pairs of the paper's table, some of which formulas that are nearly right get wrong. */
    @ParameterizedTest
    @CsvSource({
        "50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425",
        "50, 2.5, 0, 50, 0, -2.5, 4.3065",
        "50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195",
        "60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644",
        "22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373",
        "2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082"
    })
    void differencesAreThoseThatArePublished(
            double light, double a, double b, double light2, double a2, double b2, double difference) {
        assertEquals(difference, new Lab(light, a, b).difference(new Lab(light2, a2, b2)), 0.0001);
    }

    private static List<String> close(String scheme, String one, String other, double apart) {
        List<String> close = new ArrayList<>();
        for (Sight sight : Sight.values()) {
            double difference = colour(scheme, one)
                    .seenBy(sight)
                    .lab()
                    .difference(colour(scheme, other).seenBy(sight).lab());
            if (difference < apart) {
                close.add(String.format(Locale.ROOT, "%s and %s, %s, %s: %.1f", one, other, scheme, sight, difference));
            }
        }
        return close;
    }

    /** The style sheet has each colour twice: first for light, then for dark. */
    private static SeenColour colour(String scheme, String name) {
        List<String> found = Pattern.compile("--" + name + ": (#[0-9a-f]{6});")
                .matcher(resource("page.css"))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertTrue(found.size() == 2, () -> name + " is " + found);
        return SeenColour.of(found.get(scheme.equals("light") ? 0 : 1));
    }

    private static String resource(String name) {
        try (InputStream bytes =
                PaletteTest.class.getClassLoader().getResourceAsStream("org/curbline/telemetry/pages/" + name)) {
            return new String(Objects.requireNonNull(bytes, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
