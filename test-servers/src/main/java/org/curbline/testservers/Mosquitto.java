package org.curbline.testservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Mosquitto's command line clients, before a server on this machine. Without them a test is left out, but in CI. */
public final class Mosquitto {
    private final int port;

    /** @param port of the server, for MQTT over TCP */
    public Mosquitto(int port) {
        this.port = port;
    }

    /** Runs {@code mosquitto_pub} to its end. */
    public Command publish(String... arguments) {
        return publishLines("", arguments);
    }

    /** Runs {@code mosquitto_pub} to its end; with {@code -l} each line is a message. */
    public Command publishLines(String lines, String... arguments) {
        return run("mosquitto_pub", lines, arguments);
    }

    /** Runs {@code mosquitto_sub} to its end; give it {@code -C}, {@code -E} or {@code -W}. */
    public Command subscribe(String... arguments) {
        return run("mosquitto_sub", "", arguments);
    }

    private Command run(String program, String input, String... arguments) {
        Optional<Path> found = Executables.find(program);
        if (found.isEmpty()) {
            String why = program + " is not on the path (Debian: apt install mosquitto-clients)";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(why);
            }
            return Assumptions.abort(why);
        }
        List<String> command =
                new ArrayList<>(List.of(found.get().toString(), "-h", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        return Command.run(input, command);
    }
}
