package org.curbline.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.program.Why;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the agent that runs is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says how the agent that runs here is: gateway, spool, sources.",
        footer = {"", "Exit status: 0 if nothing is amiss, 1 otherwise."})
final class StatusCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final InstantSource clock;

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Option(names = "--json", description = "For programs")
    private boolean isJson;

    StatusCommand(Map<String, String> environment, PrintWriter out, InstantSource clock) {
        this.environment = environment;
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Path socket = options.loadToAsk(environment)
                .get(AgentSettings.class)
                .status()
                .socket()
                .orElseThrow(
                        () -> new IOException("curbline.agent.status.socket is not set: nobody can ask the agent."));
        AgentStatus status;
        try {
            status = StatusSocket.ask(socket);
        } catch (IOException e) {
            throw new IOException(
                    "No agent answers at " + socket + " (" + Why.of(e)
                            + "): sudo systemctl status curbline-agent says why."
                            + (options.isClosed()
                                    ? " This user may not read " + AgentOptions.INSTALLED
                                            + ", which may name another socket: sudo curbline-agent status asks there."
                                    : ""),
                    e);
        }
        out.print(isJson ? new String(status.json(), StandardCharsets.UTF_8) : status.text(clock.instant()) + "\n");
        out.flush();
        return status.isWell() ? 0 : 1;
    }
}
