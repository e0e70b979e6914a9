package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest {
    @Test
    void watchdogIsTold3TimesWithinItsLimit() {
        assertEquals(
                Optional.of(Duration.ofSeconds(20)),
                pingEvery(Map.of("NOTIFY_SOCKET", "/run/systemd/notify", "WATCHDOG_USEC", "60000000")));
    }

    @Test
    void nobodyIsToldWhereThereIsNoSystemd() {
        assertEquals(Optional.empty(), pingEvery(Map.of("WATCHDOG_USEC", "60000000")));
        assertEquals(Optional.empty(), pingEvery(Map.of("NOTIFY_SOCKET", "/run/systemd/notify")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "soon", "99999999999999999999"})
    void limitThatIsNoneIsNone(String micros) {
        assertEquals(
                Optional.empty(), pingEvery(Map.of("NOTIFY_SOCKET", "/run/systemd/notify", "WATCHDOG_USEC", micros)));
    }

    private static Optional<Duration> pingEvery(Map<String, String> environment) {
        try (Supervisor supervisor = Supervisor.of(environment)) {
            return supervisor.pingEvery();
        }
    }
}
