package org.curbline.agent.source.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    /** 1,000 ticks more than at the start, 800 of them idle. */
    private static final String BUSY = "cpu  1100 50 550 8500 800 0 0 0 0 0\n";

    private static final List<String> FIGURES = List.of(
            "temperatureCelsius",
            "cpuPercent",
            "memoryPercent",
            "diskPercent",
            "uptimeSeconds",
            "spooledEvents",
            "load",
            "linkMegabits");

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
        say("proc/stat", BUSY);
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
    void withoutASensorTheReportLacksTheTemperatureAndTellsWhatIsLost() throws IOException {
        Files.delete(root.resolve("sys/class/thermal/thermal_zone0/temp"));
        lost = 12;
        health.go();
        say("proc/stat", BUSY);
        health.go();
        assertTrue(
                health.toString()
                        .startsWith("health: nothing measures the temperature, processor 20.0 %, memory 25.0 %"),
                health::toString);
        assertTrue(
                card.taken()
                        .get(0)
                        .startsWith(
                                "HEALTH {\"seq\":0,\"at\":\"2026-11-23T16:05:00.000Z\",\"run\":\"r1\",\"cpuPercent\":20"),
                card.taken()::toString);
        assertReported("\"spooledEvents\":17,\"load\":0.42,\"linkMegabits\":1000,\"lostEvents\":12}");
        say("sys/class/hwmon/hwmon0/temp1_input", "40000\n");
        health.go();
        assertTrue(card.taken().get(1).contains("\"temperatureCelsius\":40"), card.taken()::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "temperatureCelsius | sys/class/thermal/thermal_zone0/temp | 85000000                          | the temperature cannot be 85000.0",
                "cpuPercent         | proc/stat                            | ``                                | /proc/stat",
                "cpuPercent         | proc/stat                            | cpu                               | /proc/stat says nothing",
                "cpuPercent         | proc/stat                            | cpu a b c d e f                   | /proc/stat has no number",
                "memoryPercent      | proc/meminfo                         | MemTotal: 0 kB                    | /proc/meminfo does not say",
                "memoryPercent      | proc/meminfo                         | \0\0                              | /proc/meminfo does not say",
                "uptimeSeconds      | proc/uptime                          | long                              | /proc/uptime has no number",
                "load               | proc/loadavg                         | heavy                             | /proc/loadavg has no number",
            })
    void figureThatCannotBeReadIsLeftOutAndSaidAndTheOthersAreReported(
            String figure, String file, String garbage, String why) throws IOException {
        health.go();
        say("proc/stat", BUSY);
        say(file, garbage);
        String said = String.valueOf(assertThrows(IOException.class, health::go).getMessage());
        assertTrue(said.contains(why), said);
        String report = card.taken().get(0);
        assertFalse(report.contains(figure + "\""), report);
        for (String other : FIGURES) {
            assertTrue(other.equals(figure) || report.contains("\"" + other + "\":"), report);
        }
    }

    @Test
    void computerThatSaysNothingOfItselfStillTellsWhatIsLost() throws IOException {
        health = new HealthSource(
                root.resolve("nowhere"),
                root,
                card,
                () -> new HealthSource.Kept(17, 12),
                () -> NOW,
                () -> clock,
                Optional.empty());
        assertThrows(IOException.class, health::go);
        assertThrows(IOException.class, health::go);
        assertTrue(
                card.taken()
                        .get(0)
                        .matches(
                                "HEALTH .*\"run\":\"r1\",\"diskPercent\":[0-9.]+,\"spooledEvents\":17,\"lostEvents\":12}"),
                card.taken()::toString);
    }

    @Test
    void garbageOfOneRoundDoesNotSpoilTheNext() throws IOException {
        health.go();
        say("proc/stat", "garbage");
        assertThrows(IOException.class, health::go);
        say("proc/stat", BUSY);
        health.go();
        assertFalse(card.taken().get(1).contains("cpuPercent"), "nobody knows since when");
        say("proc/stat", "cpu  1200 100 600 9000 1100 0 0 0 0 0\n"); // of 1,000 more 800 idle
        health.go();
        assertTrue(card.taken().get(2).contains("\"cpuPercent\":20"), card.taken()::toString);
    }

    private void say(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
