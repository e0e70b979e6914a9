package org.curbline.telemetry.usage;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.usage.RememberedDevices.Members;
import org.curbline.telemetry.usage.RememberedDevices.Merged;
import org.curbline.telemetry.usage.RememberedDevices.Told;
import org.curbline.telemetry.usage.SketchStretch.Grain;
import org.junit.jupiter.api.Test;

/** What holds of what is remembered, and how much it is; the numbers themselves are the clients contract's. */
class RememberedDevicesTest {
    private static final Instant NOW = Instant.parse("2026-06-20T00:00:00Z");

    @Test
    void whatWasMergedOfAsManyHoldsForADay() {
        RememberedDevices remembered = new RememberedDevices();
        Merged merged = merged(1, "mn-05");
        remembered.put(merged, told(7));
        assertNotNull(remembered.told(merged(1, "mn-05"), List.of(7L), NOW));
        assertNull(remembered.told(merged, List.of(8L), NOW));
        assertNull(remembered.told(merged(2, "mn-05"), List.of(7L), NOW));
        assertNull(remembered.told(merged(1, "mn-07"), List.of(7L), NOW));
        assertNotNull(remembered.told(merged, List.of(7L), NOW.plus(Duration.ofDays(1))));
        assertNull(remembered.told(merged, List.of(7L), NOW.plus(Duration.ofHours(25))));
    }

    @Test
    void whatWasNotAskedForForTheLongestTimeHasNoRoom() {
        RememberedDevices remembered = new RememberedDevices(1000);
        for (int day = 0; day < 100; day++) {
            remembered.put(merged(day, "mn-05", "mn-07"), told(day));
            remembered.put(merged(day, "mn-05", "mn-07"), told(day));
            assertNotNull(remembered.told(merged(0, "mn-05", "mn-07"), List.of(0L), NOW), "asked for all the time");
        }
        assertNull(remembered.told(merged(1, "mn-05", "mn-07"), List.of(1L), NOW));
        assertNotNull(remembered.told(merged(99, "mn-05", "mn-07"), List.of(99L), NOW));
        assertTrue(remembered.size() > 10 && remembered.size() < 32, "numbers: " + remembered.size());
    }

    private static Merged merged(int day, String... areas) {
        Instant unit = NOW.minus(Duration.ofDays(day));
        return new Merged(Grain.DAYS, List.of(unit), new Members(Set.of(areas), false, Set.of()));
    }

    private static Told told(long sketches) {
        return new Told(NOW, List.of(sketches), true, Optional.of(new DeviceCount(5, 4, 6, 0, 1)));
    }
}
