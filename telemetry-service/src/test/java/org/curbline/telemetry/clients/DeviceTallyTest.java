package org.curbline.telemetry.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.SketchLibrary;
import org.junit.jupiter.api.Test;

class DeviceTallyTest {
    static {
        SketchLibrary.load();
    }

    private final DeviceTally<String> tally = new DeviceTally<>();

    @Test
    void aDeviceSeenAtManyKiosksIsOne() {
        for (int kiosk = 0; kiosk < 50; kiosk++) {
            tally.add("city", "a1", 1, sketch(LongStream.range(0, 100)));
        }
        tally.add("city", "a1", 1, sketch(LongStream.range(90, 110)));
        DeviceCount count = tally.count("city");
        assertNotNull(count);
        assertEquals(110, (double) count.estimate(), 1);
        assertTrue(count.least() <= 110 && count.most() >= 110, count::toString);
        assertEquals(0, count.leftOut());
        assertNull(tally.count("elsewhere"));
    }

    /** 500 kiosks for a week: within 2 % of the truth, and the truth within the bounds that are told. */
    @Test
    void aCitysWeekIsWithinTwoPercent() {
        SplittableRandom random = new SplittableRandom(7);
        long[] seen = new long[60_000];
        for (int sketch = 0; sketch < 7 * 500; sketch++) {
            long[] devices = random.longs(90, 0, seen.length).toArray();
            Arrays.stream(devices).forEach(device -> seen[(int) device] = 1);
            tally.add("city", "a1", 1, sketch(Arrays.stream(devices)));
        }
        double truth = Arrays.stream(seen).sum();
        DeviceCount count = tally.count("city");
        assertNotNull(count);
        assertEquals(truth, (double) count.estimate(), 0.02 * truth);
        assertTrue(count.most() - count.least() < (long) (0.05 * truth), count::toString);
    }

    @Test
    void whatIsCompressedMeanwhileCountsTheSame() {
        for (int day = 0; day < 3; day++) {
            for (int kiosk = 0; kiosk < 300; kiosk++) {
                tally.add("kiosk " + kiosk, "a1", 1, sketch(LongStream.range(10L * day, 10L * day + 20)));
            }
        }
        for (int kiosk = 0; kiosk < 300; kiosk++) {
            DeviceCount count = tally.count("kiosk " + kiosk);
            assertNotNull(count);
            assertEquals(40, (double) count.estimate(), 1, "kiosk " + kiosk);
        }
    }

    @Test
    void ofAWeekWithTwoSaltsNothingIsTold() {
        tally.add("two weeks", "a1", 1, sketch(LongStream.range(0, 10)));
        tally.add("two weeks", "b2", 1, sketch(LongStream.range(0, 10)));
        assertNull(tally.count("two weeks"));
    }

    @Test
    void overSeveralWeeksEachDeviceIsCountedOnceAWeek() {
        for (String salt : List.of("a1", "b2", "c3")) {
            tally.add("city", salt, 1, sketch(LongStream.range(0, 1000)));
            tally.add("city", salt, 1, sketch(LongStream.range(500, 1500)));
            tally.endWeek();
        }
        tally.add("elsewhere", "c3", 1, sketch(LongStream.range(0, 10)));
        DeviceCount count = tally.count("city");
        assertNotNull(count);
        assertEquals(3, count.weeks());
        assertEquals(4500, (double) count.estimate(), 45);
        assertTrue(count.least() < 4500 && count.most() > 4500, count::toString);
        assertTrue(count.most() - count.least() < 200, "errors of weeks do not add up: " + count);

        tally.add("city", "d4", 1, sketch(LongStream.range(0, 10)));
        tally.add("city", "e5", 1, sketch(LongStream.range(0, 10)));
        tally.endWeek();
        assertNull(tally.count("city"), "of one week nobody knows");
    }

    @Test
    void aKioskThatIsSetUpWronglySpoilsNothingAndIsSaid() {
        for (int kiosk = 0; kiosk < 30; kiosk++) {
            tally.add("city", "a1", 1, sketch(LongStream.range(0, 10)));
        }
        tally.add("city", "other", 1, sketch(LongStream.range(0, 1000)));
        tally.add("city", "a1", 1, "bm9uZQ==");
        DeviceCount count = tally.count("city");
        assertNotNull(count);
        assertEquals(10, (double) count.estimate(), 1);
        assertEquals(2, count.leftOut());
    }

    @Test
    void whatIsHandedOverCanBeMergedAgain() {
        tally.add("one", "a1", 1, sketch(LongStream.range(0, 10_000)));
        tally.add("one", "a1", 1, sketch(LongStream.range(5_000, 20_000)));
        DeviceTally<String> again = new DeviceTally<>();
        tally.forEach((group, salt, sketches, base64) -> {
            assertEquals(2, sketches);
            again.add(group, salt, sketches, base64);
        });
        assertEquals(tally.count("one"), again.count("one"));
    }

    /** Whatever bytes stand in the store: each is a sketch or none, soon, and nothing else happens. */
    @Test
    void damagedSketchesAreNone() {
        SplittableRandom random = new SplittableRandom(Long.getLong("curbline.seed", 1));
        int none = 0;
        for (int i = 0; i < 4_000; i++) {
            int devices = 1 + random.nextInt(i % 10 == 0 ? 40_000 : 200);
            byte[] bytes = bytes(random.longs(devices));
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(40, bytes.length) : bytes.length);
                bytes[at] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            CpcSketch read = Sketches.read(Base64.getEncoder().encodeToString(bytes));
            none += read == null ? 1 : 0;
            if (read != null) {
                DeviceTally<String> alone = new DeviceTally<>();
                alone.add("", "", 1, Base64.getEncoder().encodeToString(bytes));
                alone.count("");
            }
        }
        assertTrue(none > 1_000, none + " of 4000 were none");
        assertNull(Sketches.read("not base64!"));
        assertNull(Sketches.read(""));
        assertNull(Sketches.read("A".repeat(1 << 20)));
    }

    private static String sketch(LongStream devices) {
        return Base64.getEncoder().encodeToString(bytes(devices));
    }

    private static byte[] bytes(LongStream devices) {
        CpcSketch sketch = new CpcSketch(ClientSketch.LG_K);
        devices.forEach(sketch::update);
        CpcUnion union = new CpcUnion(ClientSketch.LG_K);
        union.update(sketch);
        return union.getResult().toByteArray();
    }
}
