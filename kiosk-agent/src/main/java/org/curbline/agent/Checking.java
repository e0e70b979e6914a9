package org.curbline.agent;

import java.util.List;
import org.curbline.agent.check.Checks;

/** Which services are checked, and how, by the settings. */
final class Checking {
    private Checking() {}

    static Checks.Told told(AgentSettings.Checks settings) {
        return new Checks.Told(
                settings.every(),
                settings.wifi().through(),
                settings.wifi().targets().orElse(List.of()),
                settings.call().phone(),
                settings.charging().meters().orElse(List.of()),
                settings.tablet().heartbeat(),
                settings.tablet().silence());
    }
}
