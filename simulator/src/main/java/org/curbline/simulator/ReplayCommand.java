package org.curbline.simulator;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.curbline.program.EndSignal;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.recording.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends what was recorded. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "Sends what 'record' has written to a gateway: the same bytes to the same topics, each",
            "kiosk over a connection of its own, in the order and with the pauses in which they came.",
            ""
        },
        footer = {
            "",
            "The messages are the very same, so a store that has them stays as it is, and a gateway refuses",
            "what is older than 60 days. Exit status 0 if all were acknowledged; 1 if not.",
            "",
            "Example:",
            "  simulator replay friday.ndjson --target gateway:1883 --speed 60"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final EndSignal stop;

    @Parameters(paramLabel = "FILE", description = "What 'record' has written")
    private Path file = Path.of("");

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:1883",
            description = "The gateway's MQTT port. Default: ${DEFAULT-VALUE}")
    private Target target = new Target("localhost", 1883);

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "Recorded seconds per second. Default: ${DEFAULT-VALUE}")
    private double speed;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long the end may wait for the last acknowledgements. Default: ${DEFAULT-VALUE}")
    private Duration drain = Duration.ofSeconds(30);

    ReplayCommand(Terminal terminal, EndSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Replay replay = new Replay(vertx, target, speed);
            replay.play(file, stop::await);
            boolean all = replay.drained(drain, stop::await);
            terminal.line("sent " + replay.sent() + "  acknowledged " + replay.acknowledged() + "  waiting "
                    + replay.waiting());
            return all ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            vertx.close();
        }
    }
}
