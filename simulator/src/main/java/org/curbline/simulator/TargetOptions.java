package org.curbline.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
            description = "The gateway's MQTT port. Default: ${DEFAULT-VALUE}. Of several, with commas between, each"
                    + " process sends to one")
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

    int count() {
        return targets.size();
    }

    /**
     * The target of one of several processes.
     *
     * @param number of the process, from 1
     * @throws IOException if a file that is named cannot be read
     */
    Target of(int number) throws IOException {
        Target target = targets.get((number - 1) % targets.size());
        String password = "";
        if (passwordFile != null) {
            password = Files.readString(passwordFile).lines().findFirst().orElse("");
        }
        boolean secured = tls || authorities != null;
        if (authorities != null) {
            Files.newInputStream(authorities).close(); // said now, not at each connection
        }
        return new Target(
                target.host(),
                target.port(),
                user,
                password,
                secured ? new Target.Tls(target.host(), authorities) : null);
    }

    @Override
    public String toString() {
        return targets.stream().map(Target::toString).collect(Collectors.joining(", "));
    }
}
