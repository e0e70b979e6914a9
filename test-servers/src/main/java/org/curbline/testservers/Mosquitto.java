package org.curbline.testservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Mosquitto's command line clients. */
public final class Mosquitto {
    private Mosquitto() {}

    /** Runs {@code mosquitto_pub} to its end; skips the test where it is not installed. */
    public static Command publish(String... arguments) {
        return run("mosquitto_pub", arguments);
    }

    /**
     * Runs {@code mosquitto_sub} to its end (give it {@code -C} or {@code -W}); skips the test where it is not
     * installed.
     */
    public static Command subscribe(String... arguments) {
        return run("mosquitto_sub", arguments);
    }

    private static Command run(String program, String... arguments) {
        Optional<Path> found = Executables.find(program);
        if (found.isEmpty()) {
            return Assumptions.abort(program + " is not on the path (Debian: apt install mosquitto-clients)");
        }
        List<String> command = new ArrayList<>(List.of(found.get().toString()));
        command.addAll(List.of(arguments));
        return Command.run(command);
    }
}
