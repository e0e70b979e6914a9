package org.curbline.agent.source.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.curbline.agent.source.FakeCard;
import org.curbline.protocol.ComputerCondition.ClockState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A computer's files as a Raspberry Pi 4 has them. */
class HealthSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final String THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled";

    private final FakeCard card = new FakeCard();
    private Path root;
    private HealthSource health;
    private ClockState clock = ClockState.KEPT;
    private long lost;

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
        say("sys/class/net/eth0/carrier", "1\n");
        say("sys/class/net/eth0/speed", "1000\n");
        say("sys/class/net/lo/operstate", "unknown\n");
        say(THROTTLED, "0\n");
        health = by(Optional.empty());
    }

    private HealthSource by(Optional<String> uplink) {
        return new HealthSource(
                root, root, card, () -> new HealthSource.Kept(17, lost), () -> NOW, () -> clock, uplink);
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
                                + "\"spooledEvents\":17,\"load\":0.42,\"linkMegabits\":1000\\}"),
                report);
        assertTrue(health.toString().contains("load 0.42, eth0 up (1000 Mbit/s); 1 events taken"), health::toString);
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
        assertEquals(
                "the supply gives too little voltage, the processor is slowed down, every network link is down",
                health.amiss());
        say(THROTTLED, "50000\n");
        say("sys/class/net/eth0/operstate", "up\n");
        health.go();
        assertEquals("", health.amiss());
        say("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
        health.go();
        assertEquals("the supply gives too little voltage", health.amiss());
    }

    @Test
    void whatIsAmissIsReportedAsLongAsItIs() throws IOException {
        health.go();
        say("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
        say(THROTTLED, "4\n");
        say("sys/class/net/eth0/operstate", "down\n");
        say("sys/class/net/eth0/carrier", "0\n");
        say("sys/class/net/eth0/speed", "-1\n");
        clock = ClockState.GATEWAY;
        lost = 12;
        health.go();
        assertReported(
                "\"load\":0.42,\"lostEvents\":12,\"supply\":\"low\",\"processor\":\"slowed\",\"link\":\"down\",\"clock\":\"gateway\"}");
        say("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
        say(THROTTLED, "50000\n"); // both were once
        say("sys/class/net/eth0/operstate", "up\n");
        say("sys/class/net/eth0/speed", "10\n");
        clock = ClockState.KEPT;
        lost = 0;
        health.go();
        assertReported("\"load\":0.42,\"linkMegabits\":10}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            quoteCharacter = '`',
            value = {
                "4: too little voltage    | soc/soc:firmware                     | 1     | \"supply\":\"low\"",
                "4: capped                | soc/soc:firmware                     | 2     | \"processor\":\"slowed\"",
                "4: throttled             | soc/soc:firmware                     | 4     | \"processor\":\"slowed\"",
                "4: soft limit            | soc/soc:firmware                     | 0x8   | \"processor\":\"slowed\"",
                "4: all were              | soc/soc:firmware                     | f0000 | none",
                "5: too little voltage    | soc@107c000000/soc@107c000000:firmware | 50001 | \"supply\":\"low\"",
                "garbage                  | soc/soc:firmware                     | zz    | none"
            })
    void firmwaresBitsAreUnderstood(String name, String folder, String bits, @Nullable String said) throws IOException {
        Files.delete(root.resolve(THROTTLED));
        say("sys/devices/platform/" + folder + "/get_throttled", bits + "\n");
        health.go();
        health.go();
        assertReported("\"linkMegabits\":1000" + (said == null ? "" : "," + said) + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            quoteCharacter = '`',
            value = {
                "cable pulled, radio serves on       | eth0  | down    | 0    | -1   | \"link\":\"down\"",
                "cable pulled, any link will do      | none  | down    | 0    | -1   | \"linkMegabits\":72",
                "driver knows the carrier alone      | eth0  | unknown | 1    | 100  | \"linkMegabits\":100",
                "driver knows that nothing is there  | eth0  | unknown | 0    | -1   | \"link\":\"down\"",
                "driver knows nothing                | eth0  | unknown | none | none | none",
                "garbage                             | eth0  | up      | x    | much | none",
                "no such interface                   | eth7  | up      | 1    | 1000 | \"link\":\"down\""
            })
    void linkToTheGatewayIsTheOneThatIsNamed(
            String name,
            @Nullable String uplink,
            String state,
            @Nullable String carrier,
            @Nullable String speed,
            @Nullable String said)
            throws IOException {
        say("sys/class/net/wlan0/operstate", "up\n"); // the kiosk's own radio
        say("sys/class/net/wlan0/device/vendor", "x\n");
        say("sys/class/net/wlan0/speed", "72\n");
        say("sys/class/net/eth0/operstate", state + "\n");
        sayOrLeaveOut("sys/class/net/eth0/carrier", carrier);
        sayOrLeaveOut("sys/class/net/eth0/speed", speed);
        health = by(Optional.ofNullable(uplink));
        health.go();
        health.go();
        assertReported("\"load\":0.42" + (said == null ? "" : "," + said) + "}");
    }

    private void assertReported(String end) {
        String last = card.taken().get(card.taken().size() - 1);
        assertTrue(last.endsWith(end), last);
    }

    private void sayOrLeaveOut(String file, @Nullable String text) throws IOException {
        if (text == null) {
            Files.delete(root.resolve(file));
        } else {
            say(file, text + "\n");
        }
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
