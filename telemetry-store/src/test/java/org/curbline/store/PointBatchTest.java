package org.curbline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.curbline.store.Measurement.Columns;
import org.junit.jupiter.api.Test;

class PointBatchTest {
    private final PointBatch batch = new PointBatch(16);

    @Test
    void aPointIsALineOfLineProtocol() {
        batch.begin(Measurement.WIFI)
                .tag(Columns.KIOSK, "mn-05-129381")
                .tag(Columns.NETWORK, "open")
                .field(Columns.SEQ, 1042)
                .field(Columns.RUN, "r2")
                .field(Columns.DOWN, -36_211_733)
                .end(1_763_913_845_123_001_042L);
        assertEquals(
                "wifi,kiosk=mn-05-129381,network=open seq=1042i,run=\"r2\",down_bytes=-36211733i 1763913845123001042\n",
                batch.lines(0, 1));
        assertEquals(1, batch.size());
        assertEquals(batch.lines(0, 1).length(), batch.lengthInBytes());
    }

    @Test
    void specialCharactersAreEscapedWhereTheyAreSpecial() {
        batch.begin(Measurement.STATUS)
                .tag(Columns.KIOSK, "a b,c=d\"e")
                .field(Columns.REASON, "a b,c=d\"e\\f")
                .end(1);
        assertEquals("status,kiosk=a\\ b\\,c\\=d\"e reason=\"a b,c=d\\\"e\\\\f\" 1\n", batch.lines(0, 1));
    }

    @Test
    void controlCharactersBecomeSpaces() {
        batch.begin(Measurement.STATUS)
                .tag(Columns.KIOSK, "a\nb\0c")
                .field(Columns.REASON, "a\r\nb\t\u0001")
                .end(1);
        assertEquals("status,kiosk=a\\ b\\ c reason=\"a  b  \" 1\n", batch.lines(0, 1));
    }

    @Test
    void textBeyondAsciiIsUtf8() {
        batch.begin(Measurement.STATUS)
                .tag(Columns.KIOSK, "ü 漢,😀")
                .field(Columns.REASON, "ü\"漢\n😀")
                .end(1);
        assertEquals("status,kiosk=ü\\ 漢\\,😀 reason=\"ü\\\"漢 😀\" 1\n", batch.lines(0, 1));
    }

    @Test
    void anEmptyTagIsLeftOutAndAnEmptyTextIsNot() {
        batch.begin(Measurement.STATUS)
                .tag(Columns.KIOSK, "k")
                .tag(Columns.SERVICE, "")
                .field(Columns.REASON, "")
                .end(1);
        assertEquals("status,kiosk=k reason=\"\" 1\n", batch.lines(0, 1));
    }

    @Test
    void numbersOfEveryLengthAreWrittenAsTheyAre() {
        for (long value : new long[] {0, 9, 10, 99, 100, 999_999_999_999_999_999L, 1_000_000_000_000_000_000L}) {
            assertWhole(value);
            assertWhole(-value);
        }
        assertWhole(Long.MAX_VALUE);
        assertWhole(Long.MIN_VALUE);
        assertWhole(Long.MIN_VALUE + 1);
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            assertWhole(random.nextLong() >> random.nextInt(64));
        }
    }

    private void assertWhole(long value) {
        batch.clear();
        batch.begin(Measurement.WIFI).field(Columns.SEQ, value).end(value);
        assertEquals("wifi seq=" + value + "i " + value + "\n", batch.lines(0, 1));
    }

    @Test
    void realNumbersAreWrittenWithAPoint() {
        batch.begin(Measurement.HEALTH)
                .field(Columns.CPU, 1)
                .field(Columns.MEMORY, -0.25)
                .field(Columns.DISK, 1e-7)
                .end(1);
        assertEquals("health cpu_percent=1.0,memory_percent=-0.25,disk_percent=1.0E-7 1\n", batch.lines(0, 1));
        batch.begin(Measurement.HEALTH);
        assertThrows(IllegalArgumentException.class, () -> batch.field(Columns.CPU, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> batch.field(Columns.CPU, Double.NEGATIVE_INFINITY));
    }

    @Test
    void whatWasBegunAndNotEndedIsLeftOut() {
        add(1);
        batch.begin(Measurement.HEALTH);
        assertThrows(IllegalArgumentException.class, () -> batch.tag(Columns.KIOSK, "back\\slash"));
        assertEquals("wifi,kiosk=k seq=1i 1\n", batch.lines(0, 1));
        assertEquals(batch.lines(0, 1).length(), batch.lengthInBytes());
        add(2);
        assertEquals("wifi,kiosk=k seq=1i 1\nwifi,kiosk=k seq=2i 2\n", batch.lines(0, 2));
    }

    @Test
    void growsAsNeededAndGivesAnyRangeOfLines() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            add(i);
            expected.append("wifi,kiosk=k seq=")
                    .append(i)
                    .append("i ")
                    .append(i)
                    .append('\n');
        }
        assertEquals(expected.toString(), batch.lines(0, 5000));
        assertEquals("wifi,kiosk=k seq=4998i 4998\nwifi,kiosk=k seq=4999i 4999\n", batch.lines(4998, 5000));
        assertEquals("wifi,kiosk=k seq=63i 63\nwifi,kiosk=k seq=64i 64\n", batch.lines(63, 65));
        assertEquals("", batch.lines(5000, 5000));
    }

    @Test
    void clearedItIsAsNew() {
        add(1);
        batch.clear();
        assertEquals(0, batch.size());
        assertEquals(0, batch.lengthInBytes());
        add(2);
        assertEquals("wifi,kiosk=k seq=2i 2\n", batch.lines(0, 1));
    }

    private void add(int seq) {
        batch.begin(Measurement.WIFI)
                .tag(Columns.KIOSK, "k")
                .field(Columns.SEQ, seq)
                .end(seq);
    }

    @Test
    void pointsAndRollupsDoNotShareABatch() {
        PointBatch batch = new PointBatch(64);
        batch.begin(Measurement.WIFI).field(Columns.SEQ, 1).end(1);
        assertThrows(IllegalArgumentException.class, () -> batch.begin(Measurement.USAGE_HOUR));
        batch.clear();
        batch.begin(Measurement.USAGE_HOUR).field(Columns.USES, 1).end(1);
        assertThrows(IllegalArgumentException.class, () -> batch.begin(Measurement.WIFI));
    }
}
