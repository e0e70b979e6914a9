package org.curbline.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.curbline.agent.enrolment.CertificatePin;
import org.curbline.agent.enrolment.EnrolmentOffice;
import org.curbline.agent.enrolment.Identity;
import org.curbline.agent.enrolment.IdentityFile;
import org.curbline.agent.enrolment.OwnPassword;
import org.curbline.agent.enrolment.TokenRefusedException;
import org.curbline.program.EndSignal;
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
                "Exchanges a token that was made at the gateway for this kiosk's id and password, and keeps them. @FILE in"
                        + " place of options reads them from a file, where nobody else sees the token.")
final class EnrollCommand implements Callable<Integer> {
    private static final String PASSWORDS_NOT_FOR_TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

    /** Before the second attempt; double before each further one, shortened at random by up to half. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final EndSignal stop;

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

    @Option(
            names = "--wait",
            description = "Try again until the gateway gives an identity, or refuses the token (exit status 77)")
    private boolean waits;

    EnrollCommand(Map<String, String> environment, PrintWriter out, EndSignal stop) {
        this.environment = environment;
        this.out = out;
        this.stop = stop;
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
        CertificatePin pinned = pinned();
        EnrolmentOffice office = new EnrolmentOffice(gateway, pinned, Enrolled.proxy(settings));
        OwnPassword own = new OwnPassword(settings.identity(), new SecureRandom());
        String password = own.toAskWith(gateway, pinned, token); // and on the card before anybody hears it
        Identity identity = waits ? enrolledSoonerOrLater(office, password) : office.enrol(token, password);
        file.write(identity);
        own.forget();
        out.println("This is " + identity + " from now on, as " + settings.identity() + " says.");
        if (!isSafe) {
            out.println("Its password went over the network in the clear: in a network that is not yours alone, put TLS"
                    + " before the gateway's HTTP API and enrol again.");
        }
        out.println("Next: sudo systemctl restart curbline-agent, then sudo curbline-agent doctor");
        return 0;
    }

    private Identity enrolledSoonerOrLater(EnrolmentOffice office, String password)
            throws IOException, InterruptedException {
        RandomGenerator random = new SplittableRandom(); // a fleet is not to ask all at once
        String trouble = "";
        for (Duration wait = FIRST_WAIT; ; wait = longer(wait)) {
            try {
                return office.enrol(token, password);
            } catch (TokenRefusedException e) {
                throw e;
            } catch (IOException e) {
                String why = Why.of(e);
                if (!why.equals(trouble)) {
                    out.println(why + " It is tried again until it works.");
                    trouble = why;
                }
            }
            if (stop.await(wait.minusMillis(random.nextLong(wait.toMillis() / 2)))) {
                throw new IOException("It was told to end, and this is no kiosk yet. " + trouble);
            }
        }
    }

    private static Duration longer(Duration wait) {
        Duration doubled = wait.multipliedBy(2);
        return doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }

    private @Nullable CertificatePin pinned() {
        try {
            return pin == null ? null : CertificatePin.parse(pin);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--pin: " + Why.of(e), e);
        }
    }
}
