package org.curbline.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.curbline.program.TextFile;
import org.curbline.simulator.kiosk.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where kiosks connect to, as a command line says it. */
final class TargetOptions {
    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            split = ",",
            defaultValue = "localhost:1883",
            description =
                    "The gateway's MQTT port. Default: ${DEFAULT-VALUE}. Over several, with commas between, kiosks"
                            + " are spread; one whose own does not answer goes to the next")
    private List<Target> targets = List.of(new Target("localhost", 1883));

    @Option(
            names = "--tls",
            description = "MQTT over TLS; the certificate must be for the host, from somebody Java trusts")
    private boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "MQTT over TLS; the certificate must be for the host, from somebody in this PEM file")
    private @Nullable Path authorities;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "",
            description = "User name at the gateway; {kiosk} stands for the kiosk's id")
    private String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password at the gateway")
    private @Nullable Path passwordFile;

    /** @throws IOException if a file that is named cannot be read */
    List<Target> all() throws IOException {
        String password = "";
        if (passwordFile != null) {
            password = TextFile.read(passwordFile).lines().findFirst().orElse("");
        }
        boolean secured = tls || authorities != null;
        if (authorities != null) {
            Files.newInputStream(authorities).close(); // said now, not at each connection
        }
        String known = password;
        return targets.stream()
                .map(each -> new Target(
                        each.host(),
                        each.port(),
                        user,
                        known,
                        secured ? new Target.Tls(each.host(), authorities) : null))
                .toList();
    }

    @Override
    public String toString() {
        return targets.stream().map(Target::toString).collect(Collectors.joining(", "));
    }
}
