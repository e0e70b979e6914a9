package org.curbline.agent.source.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.curbline.agent.source.FakeCard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A computer's files as a Raspberry Pi 4 has them. */
class HealthSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final String THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled";

    private final FakeCard card = new FakeCard();
    private Path root;
    private HealthSource health;

    @BeforeEach
    void prepare(@TempDir Path root) throws IOException {
        this.root = root;
        say("proc/stat", "cpu  1000 0 500 8000 500 0 0 0 0 0\ncpu0 1000 0 500 8000 500 0 0 0 0 0\n");
        say("proc/meminfo", "MemTotal:        4000000 kB\nMemFree:          500000 kB\nMemAvailable:    3000000 kB\n");
        say("proc/uptime", "864000.27 3400000.11\n");
        say("proc/loadavg", "0.42 0.30 0.25 1/180 4242\n");
        say("sys/class/thermal/thermal_zone0/temp", "51540\n");
        say("sys/class/net/eth0/operstate", "up\n");
        say("sys/class/net/eth0/device/vendor", "x\n");
        say("sys/class/net/lo/operstate", "unknown\n");
        say(THROTTLED, "0\n");
        health = new HealthSource(root, root, card, () -> 17, () -> NOW);
    }

    @Test
    void reportIsOfTheTimeBetweenTwoRounds() throws IOException {
        health.go();
        assertEquals(List.of(), card.taken(), "nobody knows yet how busy it is");
        say("proc/stat", "cpu  1100 50 550 8500 800 0 0 0 0 0\n"); // 1,000 ticks more, 800 of them idle
        health.go();
        String report = card.taken().get(0);
        assertTrue(
                report.matches(
                        "HEALTH \\{\"seq\":0,\"at\":\"2026-11-23T16:05:00.000Z\",\"run\":\"r1\",\"temperatureCelsius\":51.5,"
                                + "\"cpuPercent\":20(\\.0)?,\"memoryPercent\":25(\\.0)?,\"diskPercent\":[0-9.]+,\"uptimeSeconds\":864000,"
                                + "\"spooledEvents\":17\\}"),
                report);
        assertTrue(health.toString().contains("load 0.42, eth0 up; 1 events taken"), health::toString);
    }

    @Test
    void hottestSensorCountsAndOneThatIsBrokenDoesNotHideTheOthers() throws IOException {
        say("sys/class/thermal/thermal_zone1/temp", "garbage\n");
        say("sys/class/thermal/thermal_zone2/temp", "63250\n");
        health.go();
        health.go();
        assertTrue(card.taken().get(0).contains("\"temperatureCelsius\":63.3"), card.taken()::toString);
    }

    @Test
    void whatIsAmissIsToldWhileItIs() throws IOException {
        say(THROTTLED, "50005\n"); // was and is: too little voltage, throttled
        say("sys/class/net/eth0/operstate", "down\n");
        health.go();
        assertTrue(
                health.toString()
                        .contains(
                                "AMISS: the supply gives too little voltage, the processor is slowed down, no network link is up"),
                health::toString);
        say(THROTTLED, "50000\n");
        say("sys/class/net/eth0/operstate", "up\n");
        health.go();
        assertTrue(!health.toString().contains("AMISS"), health::toString);
        say("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
        health.go();
        assertTrue(health.toString().contains("AMISS: the supply gives too little voltage;"), health::toString);
    }

    @Test
    void withoutASensorThereIsNoReportAndThatIsSaid() throws IOException {
        Files.delete(root.resolve("sys/class/thermal/thermal_zone0/temp"));
        health.go();
        health.go();
        assertTrue(
                health.toString().contains("health: no report, as nothing measures the temperature, processor 0.0 %"),
                health::toString);
        assertEquals(List.of(), card.taken());
        say("sys/class/hwmon/hwmon0/temp1_input", "40000\n");
        health.go();
        assertTrue(card.taken().get(0).contains("\"temperatureCelsius\":40"), card.taken()::toString);
    }

    @Test
    void garbageMakesNoReportAndTheNextIsRead() throws IOException {
        health.go();
        for (String garbage : List.of("", "cpu", "cpu a b c d e f", "\0\0\0")) {
            say("proc/stat", garbage);
            assertThrows(IOException.class, health::go, garbage);
        }
        say("proc/stat", "cpu  1100 50 550 8500 800 0 0 0 0 0\n");
        say("sys/class/thermal/thermal_zone0/temp", "85000000\n");
        assertThrows(IOException.class, health::go);
        say("sys/class/thermal/thermal_zone0/temp", "51540\n");
        say("proc/meminfo", "MemTotal: 0 kB\n");
        assertThrows(IOException.class, health::go);
        assertEquals(List.of(), card.taken());
        say("proc/meminfo", "MemTotal: 10 kB\nMemAvailable: 5 kB\n");
        health.go();
        assertEquals(1, card.taken().size());
    }

    private void say(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
