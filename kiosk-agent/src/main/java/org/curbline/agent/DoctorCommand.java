package org.curbline.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.agent.checkup.Checkup;
import org.curbline.agent.checkup.Finding;
import org.curbline.agent.link.GatewayAccount;
import org.curbline.agent.time.KioskTime;
import org.curbline.program.Why;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is amiss with this kiosk, and what to do. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Looks at all that this kiosk needs, and says what to do about what is amiss.",
        footer = {"", "Exit status: 0 if nothing is amiss, 1 otherwise."})
final class DoctorCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final InstantSource clock;

    @Mixin
    private AgentOptions options = new AgentOptions();

    DoctorCommand(Map<String, String> environment, PrintWriter out, InstantSource clock) {
        this.environment = environment;
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        AgentSettings settings = options.load(environment).get(AgentSettings.class);
        List<Finding> findings = new ArrayList<>();
        findings.add(Checkup.clock(clock.instant(), KioskTime.BUILT_AFTER));
        Path spool = settings.spool().folder();
        Path folder = Files.isDirectory(spool) ? spool : spool.toAbsolutePath().resolveSibling("");
        findings.add(Checkup.card(folder, settings.spool().maxSize().bytes()));
        findings.addAll(Checkup.memory(folder));
        if (settings.kiosk().isEmpty()) {
            findings.add(Checkup.rights(settings.identity()));
        }
        String user = Checkup.user(folder);
        settings.tls().certificate().ifPresent(file -> findings.add(Checkup.file("tls.certificate", file, user)));
        settings.tls().key().ifPresent(file -> findings.add(Checkup.file("tls.key", file, user)));
        List<Finding> agent = settings.status().socket().map(Checkup::agent).orElse(List.of());
        findings.addAll(agent);
        if (agent.size() == 1) { // it does not answer, or has no source that could be amiss
            findings.addAll(sources(settings, user));
        }
        try {
            GatewayAccount account = Enrolled.account(settings);
            findings.add(Checkup.connection(account.gateway(), account.tls(), account.proxy()));
        } catch (NotEnrolledException e) {
            findings.add(new Finding("kiosk", "it is none yet", Why.of(e)));
        } catch (IOException e) {
            findings.add(new Finding("kiosk", Why.of(e), "as root"));
        }
        findings.forEach(out::println);
        return findings.stream().allMatch(Finding::isWell) ? 0 : 1;
    }

    /** What can be seen of the sources while no agent has them. */
    private static List<Finding> sources(AgentSettings settings, String user) {
        List<Finding> findings = new ArrayList<>();
        AgentSettings.Radius radius = settings.radius();
        radius.port()
                .ifPresent(port ->
                        findings.add(Checkup.udpPort("radius.port", new InetSocketAddress(radius.host(), port))));
        settings.tablet().port().ifPresent(port -> findings.add(Checkup.tcpPort("tablet.port", port)));
        settings.calls().file().ifPresent(file -> findings.add(Checkup.file("calls.file", file, user)));
        settings.wifi().devicesKey().ifPresent(file -> findings.add(Checkup.file("wifi.devices-key", file, user)));
        settings.hostapd()
                .sockets()
                .orElse(List.of())
                .forEach(socket -> findings.add(Checkup.socket("hostapd.sockets", socket, user)));
        return findings;
    }
}
