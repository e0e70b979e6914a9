package org.curbline.simulator;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.curbline.program.EndSignal;
import org.curbline.simulator.recording.Recorder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes down what is published to it, until it is told to stop. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "Listens as a gateway does and writes every message into a file, a line of JSON each, "
                    + "acknowledged when it is written. Everybody may connect.",
            ""
        },
        footer = {"", "Example:", "  simulator record friday.ndjson --port 1884 --for 1h"})
final class RecordCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final EndSignal stop;

    @Parameters(paramLabel = "FILE", description = "What is recorded; it must not be there yet")
    private Path file = Path.of("");

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen. Default: ${DEFAULT-VALUE}, this machine only")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "1883",
            description = "MQTT over TCP. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--for", paramLabel = "TIME", description = "Ends by itself after 20s, 5m, 1h")
    private @Nullable Duration runFor;

    RecordCommand(Terminal terminal, EndSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Recorder recorder =
                Recorder.listen(vertx, host, port, file, InstantSource.system()).await()) {
            terminal.line("Recording what is published to " + host + ":" + recorder.port() + " into " + file + ".");
            long end = runFor == null ? Long.MAX_VALUE : System.nanoTime() + runFor.toNanos();
            while (System.nanoTime() < end && recorder.failure() == null) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (stop.await(left.compareTo(terminal.beat()) < 0 ? left : terminal.beat())) {
                    break;
                }
                terminal.progress("recorded " + recorder.messages() + " messages");
            }
            terminal.line("recorded " + recorder.messages() + " messages");
            IOException failure = recorder.failure();
            if (failure != null) {
                throw failure;
            }
            return ExitCode.OK;
        } finally {
            vertx.close();
        }
    }
}
