package org.curbline.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.agent.enrolment.CertificatePin;
import org.curbline.agent.enrolment.EnrolmentOffice;
import org.curbline.agent.enrolment.Identity;
import org.curbline.agent.enrolment.IdentityFile;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes this computer a kiosk. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Exchanges a token that was made at the gateway for this kiosk's id and password, and keeps them.")
final class EnrollCommand implements Callable<Integer> {
    private static final String PASSWORDS_NOT_FOR_TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> environment;
    private final PrintWriter out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Option(
            names = "--gateway",
            required = true,
            paramLabel = "URL",
            description = "The gateway's HTTP address, such as https://gateway.example:8080")
    private URI gateway = URI.create("");

    @Option(names = "--token", required = true, paramLabel = "TOKEN", description = "What it gave for this kiosk")
    private String token = "";

    @Option(
            names = "--pin",
            paramLabel = "sha256//...",
            description = "Trust the one public key with this hash, and no authority; here and from now on")
    private @Nullable String pin;

    EnrollCommand(Map<String, String> environment, PrintWriter out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AgentSettings settings = options.load(environment).get(AgentSettings.class);
        boolean isSafe = "https".equals(gateway.getScheme());
        if (gateway.getHost() == null || !(isSafe || "http".equals(gateway.getScheme()))) {
            throw new ParameterException(spec.commandLine(), "--gateway must be http:// or https://, not " + gateway);
        }
        IdentityFile file = new IdentityFile(settings.identity());
        file.requireWritable(); // before the token is used up
        System.setProperty(PASSWORDS_NOT_FOR_TUNNELS, ""); // else Java tells no proxy that makes connections who it is
        Identity identity = new EnrolmentOffice(gateway, pinned(), Enrolled.proxy(settings)).enrol(token);
        file.write(identity);
        out.println("This is " + identity + " from now on, as " + settings.identity() + " says.");
        if (!isSafe) {
            out.println("Its password went over the network in the clear: in a network that is not yours alone, put TLS"
                    + " before the gateway's HTTP API and enrol again.");
        }
        out.println("Next: sudo systemctl restart curbline-agent, then sudo curbline-agent doctor");
        return 0;
    }

    private @Nullable CertificatePin pinned() {
        try {
            return pin == null ? null : CertificatePin.parse(pin);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--pin: " + Why.of(e), e);
        }
    }
}
