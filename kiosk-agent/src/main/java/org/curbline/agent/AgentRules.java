package org.curbline.agent;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.curbline.agent.link.GatewayPort;
import org.curbline.agent.radius.RadiusAttributes;
import org.curbline.agent.radius.RadiusSecret;
import org.curbline.agent.source.charging.ChargingSource;
import org.curbline.program.settings.Objection;

/** What the agent's settings ask of one another. */
final class AgentRules {
    private static final String PREFIX = "curbline.agent.";

    private final List<Objection> objections = new ArrayList<>();

    private AgentRules() {}

    /** Everything that is wrong with values that go together. */
    static List<Objection> objections(AgentSettings settings) {
        AgentRules rules = new AgentRules();
        rules.tls(settings);
        rules.sockets(settings);
        rules.radius(settings.radius());
        rules.calls(settings.calls());
        rules.login(settings.checks().wifi().login());
        rules.charging(settings.charging());
        return rules.objections;
    }

    private void tls(AgentSettings settings) {
        boolean hasCertificate = settings.tls().certificate().isPresent();
        boolean hasKey = settings.tls().key().isPresent();
        if (hasCertificate != hasKey) {
            object(
                    hasKey ? "tls.key" : "tls.certificate",
                    "needs curbline.agent.tls." + (hasKey ? "certificate" : "key")
                            + " beside it: they must be given both or neither",
                    hasKey ? "tls.certificate" : "tls.key");
        }
        Optional<URI> gateway = settings.gateway();
        if (hasCertificate && gateway.isPresent() && !GatewayPort.isSecure(gateway.get())) {
            object(
                    "gateway",
                    "must be ssl:// or wss://: curbline.agent.tls.certificate is shown over TLS alone",
                    "tls.certificate");
        }
    }

    private void sockets(AgentSettings settings) {
        Optional<Path> status = settings.status().socket().map(AgentRules::absolute);
        if (status.isPresent() && status.equals(settings.lines().socket().map(AgentRules::absolute))) {
            object(
                    "lines.socket",
                    "is curbline.agent.status.socket, too: each needs a socket of its own",
                    "status.socket");
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private void radius(AgentSettings.Radius settings) {
        if (settings.port().isPresent() && settings.secret().isEmpty()) {
            object(
                    "radius.port",
                    "needs curbline.agent.radius.secret beside it: without it anybody could account for sessions",
                    "radius.secret");
        }
    }

    private void calls(AgentSettings.Calls settings) {
        AgentSettings.Calls.Manager manager = settings.manager();
        if (manager.port().isEmpty()) {
            return;
        }
        if (settings.file().isPresent()) {
            object(
                    "calls.manager.port",
                    "is given, and curbline.agent.calls.file, too: each call would be counted twice",
                    "calls.file");
        }
        if (manager.user().isEmpty() || manager.secret().isEmpty()) {
            object(
                    "calls.manager.port",
                    "needs user and secret beside it, as manager.conf has them",
                    "calls.manager.user",
                    "calls.manager.secret");
        }
    }

    private void login(AgentSettings.Checks.Wifi.Login login) {
        if (login.server().isPresent() && login.secret().isEmpty()) {
            object(
                    "checks.wifi.login.server",
                    "needs curbline.agent.checks.wifi.login.secret beside it, as the server has it for this kiosk",
                    "checks.wifi.login.secret");
        }
        if (login.user().isPresent() != login.password().isPresent()) {
            object(
                    login.user().isPresent() ? "checks.wifi.login.user" : "checks.wifi.login.password",
                    "needs curbline.agent.checks.wifi.login."
                            + (login.user().isPresent() ? "password" : "user")
                            + " beside it: they must be given both or neither",
                    login.user().isPresent() ? "checks.wifi.login.password" : "checks.wifi.login.user");
        }
        fits("checks.wifi.login.user", login.user(), RadiusAttributes.LONGEST_VALUE);
        fits("checks.wifi.login.password", login.password(), RadiusSecret.LONGEST_PASSWORD);
    }

    private void fits(String key, Optional<String> value, int most) {
        int size =
                value.map(text -> text.getBytes(StandardCharsets.UTF_8).length).orElse(0);
        if (size > most) {
            object(key, "has " + size + " bytes of UTF-8: RADIUS has room for " + most);
        }
    }

    private void charging(AgentSettings.ChargingPorts settings) {
        int sensors = settings.sensors().map(List::size).orElse(0);
        if (sensors > ChargingSource.MOST_PORTS) {
            object(
                    "charging.sensors",
                    "has " + sensors + " entries: a kiosk has at most " + ChargingSource.MOST_PORTS
                            + " charging ports");
        }
        if (sensors > 0 && settings.untilMilliwatts() > settings.fromMilliwatts()) {
            object(
                    "charging.until-milliwatts",
                    "is more than curbline.agent.charging.from-milliwatts: charging must end at less power than it"
                            + " begins at",
                    "charging.from-milliwatts",
                    "charging.sensors");
        }
    }

    private void object(String key, String sentence, String... beside) {
        objections.add(new Objection(
                PREFIX + key, Stream.of(beside).map(PREFIX::concat).toList(), PREFIX + key + " " + sentence));
    }
}
