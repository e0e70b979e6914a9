package org.curbline.agent;

import java.util.List;
import java.util.Optional;
import org.curbline.agent.check.Checks;
import org.curbline.agent.check.Login;

/** Which services are checked, and how, by the settings. */
final class Checking {
    private Checking() {}

    static Checks.Told told(AgentSettings.Checks settings) {
        return new Checks.Told(
                settings.every(),
                new Checks.Wifi(
                        settings.wifi().through(),
                        settings.wifi().targets().orElse(List.of()),
                        login(settings.wifi().login())),
                settings.call().phone(),
                settings.charging().meters().orElse(List.of()),
                settings.tablet().heartbeat(),
                settings.tablet().silence());
    }

    private static Optional<Login> login(AgentSettings.Checks.Wifi.Login login) {
        return login.server()
                .map(server -> new Login(
                        server,
                        login.secret().orElseThrow(),
                        login.user().orElse(null),
                        login.password().orElse(null)));
    }
}
