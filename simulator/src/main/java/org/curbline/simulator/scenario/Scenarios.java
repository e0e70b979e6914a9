package org.curbline.simulator.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.curbline.program.TextFile;

/** The scenarios that come with the program, and those in files of one's own. */
public final class Scenarios {
    /** What is played if nothing is named. */
    public static final String USUAL = "ordinary";

    private static final List<String> SHIPPED = List.of(
            USUAL,
            "ordinary-week",
            "summer-sunday",
            "first-of-month",
            "storm-in-queens",
            "bad-firmware",
            "backhaul-outage",
            "clock-chaos",
            "reconnect-storm",
            "busy-phone",
            "hostile-kiosk",
            "bad-reception",
            "never-activated",
            "ten-times-new-york");

    private Scenarios() {}

    /** Those that come with the program, in the order in which people should see them. */
    public static List<Scenario> shipped() {
        return SHIPPED.stream().map(Scenarios::shipped).toList();
    }

    /**
     * One that comes with the program, by its name, or one in a file, by its path.
     *
     * @throws ScenarioException if there is none, or something is wrong with it
     * @throws IOException if the file cannot be read
     */
    public static Scenario of(String nameOrFile) throws IOException {
        if (SHIPPED.contains(nameOrFile)) {
            return shipped(nameOrFile);
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw new ScenarioException("There is no scenario and no file '" + nameOrFile
                    + "'; 'simulator list' names the scenarios there are.");
        }
        Path folder = file.toAbsolutePath().getParent();
        return ScenarioReader.read(TextFile.read(file), nameOrFile, folder == null ? file : folder);
    }

    /** What a file may hold, as JSON schema for editors. */
    public static String schema() {
        return resource("scenario.schema.json");
    }

    private static Scenario shipped(String name) {
        String file = "shipped/" + name + ".yaml";
        return ScenarioReader.read(resource(file), file, Path.of("."));
    }

    private static String resource(String name) {
        try (InputStream in = Scenarios.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
