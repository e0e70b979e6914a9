package org.curbline.simulator;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.program.EndSignal;
import org.curbline.simulator.recording.Replay;
import org.curbline.simulator.scenario.Until;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends what was recorded. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "Sends what 'record' has written to a gateway: the same bytes to the same topics, each "
                    + "kiosk over a connection of its own, in the order and with the pauses in which they came.",
            ""
        },
        footer = {
            "",
            "The messages are the very same, so a store that has them stays as it is, and a gateway refuses "
                    + "what is older than 60 days. Enter pauses and goes on. Exit status 0 if all were acknowledged; 1 if not.",
            "",
            "Example:",
            "  simulator replay friday.ndjson --target gateway:1883 --speed 60"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final EndSignal stop;

    @Parameters(paramLabel = "FILE", description = "What 'record' has written")
    private Path file = Path.of("");

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            converter = SpeedOption.class,
            description =
                    "Recorded seconds per second, or 'max': as fast as the target takes. Default: ${DEFAULT-VALUE}")
    private double speed;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Ends at a recorded time: so long after the first message (6h), or a date and time in UTC"
                    + " (2026-11-20T06:00). Default: at the last message")
    private @Nullable Until until;

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
            Replay replay = new Replay(vertx, target.all().get(0), speed);
            AtomicLong said = new AtomicLong(System.nanoTime());
            KeyedPause pause = new KeyedPause(stop, new PauseKey(terminal.in()), this::tell, () -> {
                if (System.nanoTime() - said.get() >= terminal.beat().toNanos()) {
                    said.set(System.nanoTime());
                    terminal.progress(line(replay));
                }
            });
            replay.play(file, first -> until == null ? Instant.MAX : until.moment(first, ZoneOffset.UTC), pause);
            boolean all = replay.drained(drain, pause);
            terminal.line(line(replay));
            return all ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            vertx.close();
        }
    }

    private void tell(boolean paused) {
        terminal.line(paused ? "Nothing is sent until Enter is pressed again." : "It goes on.");
    }

    private static String line(Replay replay) {
        return "sent " + replay.sent() + "  acknowledged " + replay.acknowledged() + "  waiting " + replay.waiting()
                + (replay.reached() == null ? "" : "  recorded " + replay.reached());
    }
}
