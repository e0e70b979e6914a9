package org.curbline.agent.source.charging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.charging.ChargingSource.Told;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two ports: one measured by an INA219, the other by a power supply of the kernel. */
class ChargingSourceTest {
    private final FakeCard card = new FakeCard();
    private Instant now = Instant.parse("2026-11-23T16:00:00Z");
    private Path hwmon;
    private Path supply;
    private ChargingSource source;

    @BeforeEach
    void prepare(@TempDir Path root) throws IOException {
        hwmon = Files.createDirectories(root.resolve("i2c/1-0040/hwmon/hwmon3"));
        supply = Files.createDirectories(root.resolve("power_supply/usb2"));
        watts(0, 0);
        source = source(root);
    }

    private ChargingSource source(Path root) {
        List<Path> sensors = List.of(root.resolve("i2c/1-0040/hwmon/*"), root.resolve("power_supply/usb2"));
        return new ChargingSource(new Told(sensors, 500, 200, Duration.ofSeconds(10)), card, () -> now);
    }

    @Test
    void sessionIsFromTheFirstToTheLastFlowWithItsEnergy() throws IOException {
        pass(60, 0, 0);
        pass(3_600, 5, 0);
        pass(60, 0, 0);
        assertEquals(
                List.of("CHARGING {\"seq\":0,\"at\":\"2026-11-23T17:01:00.000Z\",\"run\":\"r1\",\"port\":1,"
                        + "\"durationSeconds\":3599,\"energyMilliwattHours\":4999}"),
                card.taken());
    }

    @Test
    void aPlugThatIsWiggledAndAPhoneThatSipsMakeOneSession() throws IOException {
        for (int i = 0; i < 20; i++) {
            pass(30, 0, 5);
            pass(5, 0, 0); // shorter than the hold
            pass(30, 0, 0.3); // less than it begins at, more than it ends at
        }
        pass(60, 0, 0);
        assertEquals(1, card.taken().size(), card.taken()::toString);
        assertTrue(card.taken().get(0).contains("\"port\":2,\"durationSeconds\":1299,"), card.taken()::toString);
    }

    @Test
    void whatFlowsForAMomentIsNoSession() throws IOException {
        for (int i = 0; i < 100; i++) {
            pass(5, 9, 9);
            pass(20, 0, 0);
        }
        assertEquals(List.of(), card.taken());
    }

    @Test
    void portsAreCountedApart() throws IOException {
        pass(100, 5, 0);
        pass(100, 5, 2);
        pass(100, 0, 2);
        pass(100, 0, 0);
        assertEquals(2, card.taken().size());
        assertTrue(card.taken().get(0).contains("\"port\":1,\"durationSeconds\":199,"), card.taken()::toString);
        assertTrue(card.taken().get(1).contains("\"port\":2,\"durationSeconds\":199,"), card.taken()::toString);
    }

    @Test
    void portThatCannotBeReadDoesNotStopTheOtherAndEndsItsOwnSession() throws IOException {
        pass(100, 5, 5);
        Files.writeString(hwmon.resolve("power1_input"), "garbage");
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(1);
            String why =
                    String.valueOf(assertThrows(IOException.class, source::go).getMessage());
            assertTrue(why.startsWith("port 1: ") && !why.contains("port 2"), why);
        }
        pass(100, 5, 5);
        pass(60, 0, 0);
        assertEquals(3, card.taken().size(), card.taken()::toString);
        assertTrue(card.taken().get(0).contains("\"port\":1,\"durationSeconds\":99,"), card.taken()::toString);
        assertTrue(card.taken().get(2).contains("\"port\":2,\"durationSeconds\":299,"), card.taken()::toString);
    }

    @Test
    void deviceThatIsTakenAwayAndComesBackUnderAnotherNumberIsReadAgain() throws IOException {
        pass(20, 5, 0);
        Files.delete(hwmon.resolve("power1_input"));
        Files.delete(hwmon);
        assertThrows(IOException.class, source::go);
        hwmon = Files.createDirectories(hwmon.resolveSibling("hwmon7"));
        pass(20, 5, 0);
        pass(60, 0, 0);
        assertEquals(1, card.taken().size(), card.taken()::toString);
    }

    @Test
    void gapInWhichNobodyReadIsNotCharged() throws IOException {
        pass(100, 5, 0);
        now = now.plus(Duration.ofHours(5)); // it hung, or the clock was set
        pass(100, 5, 0);
        pass(60, 0, 0);
        assertEquals(2, card.taken().size(), card.taken()::toString);
        assertTrue(
                card.taken().stream()
                        .allMatch(each -> each.contains("\"durationSeconds\":99,\"energyMilliwattHours\":138")),
                card.taken()::toString);
    }

    @Test
    void endOfTheAgentTellsWhatGoesOn() throws IOException {
        pass(100, 5, 0);
        source.end();
        assertTrue(card.taken().get(0).contains("\"durationSeconds\":99,"), card.taken()::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "power1_input=5000000, 5000", //
        "power1_input=-5000000, 5000", //
        "curr1_input=1000 in1_input=5000, 5000", //
        "curr1_input=1000 in0_input=5000, 5000", //
        "power_now=5000000, 5000", //
        "current_now=1000000 voltage_now=5000000, 5000"
    })
    void everyKindOfSensorIsUnderstood(String files, long milliwatts, @TempDir Path folder) throws IOException {
        for (String file : files.split(" ", -1)) {
            Files.writeString(folder.resolve(file.replaceFirst("=.*", "")), file.replaceFirst(".*=", "") + "\n");
        }
        assertEquals(milliwatts, new PowerSensor(folder).milliwatts());
    }

    @Test
    void whatMakesNoSenseIsSaid(@TempDir Path folder) throws IOException {
        PowerSensor sensor = new PowerSensor(folder);
        assertTrue(why(sensor).contains("nothing measures power"), why(sensor));
        Files.writeString(folder.resolve("power1_input"), "999000000\n");
        assertTrue(why(sensor).contains("999 W, which no USB port gives"), why(sensor));
        assertTrue(why(new PowerSensor(folder.resolve("x*"))).endsWith("x* is not there"));
    }

    private static String why(PowerSensor sensor) {
        return String.valueOf(
                assertThrows(IOException.class, sensor::milliwatts).getMessage());
    }

    private void watts(double first, double second) throws IOException {
        Files.writeString(hwmon.resolve("power1_input"), Math.round(first * 1e6) + "\n");
        Files.writeString(supply.resolve("current_now"), Math.round(second / 5 * 1e6) + "\n");
        Files.writeString(supply.resolve("voltage_now"), "5000000\n");
    }

    /** So many seconds, a reading each. */
    private void pass(int seconds, double first, double second) throws IOException {
        watts(first, second);
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            source.go();
        }
    }
}
