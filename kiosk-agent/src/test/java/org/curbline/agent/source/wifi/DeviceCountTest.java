package org.curbline.agent.source.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.curbline.agent.source.FakeCard;
import org.curbline.demand.DaySketch;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCountTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 22);

    private final FakeCard card = new FakeCard();
    private Path key;
    private Optional<Instant> now = Optional.of(Instant.parse("2026-11-27T23:00:00Z")); // a Friday's 18 o'clock
    private DeviceCount count;

    @BeforeEach
    void begin(@TempDir Path folder) throws IOException {
        key = Files.writeString(folder.resolve("devices.key"), "2026-11-24 " + KEY + "\n");
        restart();
    }

    @Test
    void dayEndsWithASketchOfItsDevicesEachCountedOnce() throws IOException {
        for (String address : List.of("02-00-5E-10-20-30", "02:00:5e:10:20:30", "0200.5e10.2030", "02005e102031")) {
            count.used(address);
            count.go();
        }
        for (String none : List.of("nobody", "", "02005e1020", "02005e1020304050", "02005e10203g")) {
            count.used(none);
        }
        assertEquals(List.of(), card.taken());
        at("2026-11-28T05:00:03Z");
        ClientSketch told = told(0);
        assertEquals(
                Instant.parse("2026-11-28T04:59:59.999Z").toEpochMilli(),
                told.id().atMillis());
        assertEquals(86_400, told.durationSeconds());
        assertEquals(salt(SUNDAY).name(), told.salt());
        assertEquals(2, estimate(told), 0.1);
        at("2026-11-29T05:00:03Z");
        assertEquals(1, card.taken().size(), "a day without a device has none");
    }

    @Test
    void deviceIsTheSameAtAnotherKioskWithTheKey(@TempDir Path other) throws IOException {
        FakeCard others = new FakeCard();
        Path copy = Files.writeString(other.resolve("k"), "2026-11-22 " + KEY);
        DeviceCount elsewhere = new DeviceCount(copy, NEW_YORK, others, () -> now);
        count.used("02-00-5E-10-20-30");
        elsewhere.used("02-00-5E-10-20-30");
        elsewhere.go();
        at("2026-11-28T05:00:03Z");
        elsewhere.go();
        assertEquals(1, estimate(told(0), event(others, 0)), 0.1);
    }

    @Test
    void keyOfAWeekThatIsOverIsOverwrittenAndSaltsFollow() throws IOException {
        count.used("02005e102030");
        at("2026-11-29T05:00:03Z"); // a Sunday
        count.used("02005e102030");
        at("2026-11-30T05:00:03Z");
        assertEquals(salt(SUNDAY).name(), told(0).salt());
        assertEquals(salt(SUNDAY.plusWeeks(1)).name(), told(1).salt());
        assertFalse(Files.readString(key).contains(KEY), "nobody can hash as last week any more");
        assertEquals(
                "2026-11-29 "
                        + HexFormat.of().formatHex(salt(SUNDAY.plusWeeks(1)).key()) + "\n",
                Files.readString(key));
        try (var files = Files.list(key.resolveSibling(""))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whereTheKeyCannotBeWrittenADayIsToldOnceAndEachRoundTriesAgain() throws IOException {
        count.used("02005e102030");
        count.go();
        count.end();
        try (InputStream open = Files.newInputStream(key)) {
            assertTrue(open.available() > 0);
            count = new DeviceCount(besideWhichNobodyCanWrite(), NEW_YORK, card, () -> now);
            now = Optional.of(Instant.parse("2026-11-29T06:00:00Z")); // a Sunday
            for (int round = 0; round < 3; round++) {
                assertThrows(IOException.class, count::go);
            }
            assertEquals(1, estimate(told(0)), 0.1);
            count.used("02005e102031");
            now = Optional.of(Instant.parse("2026-11-30T06:00:00Z"));
            assertThrows(IOException.class, count::go);
            assertThrows(IOException.class, count::go);
            assertEquals(2, card.taken().size());
        }
    }

    @Test
    void keyThatCouldNotBeWrittenWhenItsWeekEndedIsTriedAgain() throws IOException {
        try (InputStream open = Files.newInputStream(key)) {
            assertTrue(open.available() > 0);
            count = new DeviceCount(besideWhichNobodyCanWrite(), NEW_YORK, card, () -> now);
            count.go();
            now = Optional.of(Instant.parse("2026-11-29T05:00:03Z")); // a Sunday
            assertThrows(IOException.class, count::go);
            assertThrows(IOException.class, count::go);
        }
    }

    /** The key by another name, in the folder of this process's open files. */
    private Path besideWhichNobodyCanWrite() throws IOException {
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : opened) {
                try {
                    if (Files.readSymbolicLink(each).equals(key.toRealPath())) {
                        return each;
                    }
                } catch (NoSuchFileException closed) {
                    // somebody else's, meanwhile
                }
            }
        }
        throw new AssertionError(key + " is not open");
    }

    @Test
    void restartForgetsNeitherTheDayNorOneThatEndedMeanwhile() throws IOException {
        count.used("02005e102030");
        count.go();
        count.end();
        restart();
        count.used("02005e102031");
        count.go();
        count.end();
        restart();
        now = Optional.of(Instant.parse("2026-11-28T06:00:00Z"));
        count.go();
        assertEquals(2, estimate(told(0)), 0.1);
        assertEquals(
                Instant.parse("2026-11-28T04:59:59.999Z").toEpochMilli(),
                told(0).id().atMillis());
        restart();
        at("2026-11-28T07:00:00Z");
        assertEquals(1, card.taken().size(), "once");
    }

    @Test
    void killForgetsAnHourAtMost() throws IOException {
        count.used("02005e102030");
        count.go();
        count.used("02005e102031");
        at("2026-11-28T00:30:00Z");
        restart();
        at("2026-11-28T05:00:01Z");
        assertEquals(2, estimate(told(0)), 0.1);
    }

    @Test
    void whatWasUsedSinceTheLastRoundIsKeptAtTheEnd() throws IOException {
        count.used("02005e102030");
        count.go();
        count.used("02005e102031");
        count.end();
        restart();
        at("2026-11-28T05:00:01Z");
        assertEquals(2, estimate(told(0)), 0.1);
    }

    @Test
    void whatWasUsedBeforeMidnightIsOfThatDayAndItsSaltThoughItIsCountedAfterwards() throws IOException {
        at("2026-11-29T04:59:58Z"); // a Saturday, New York's time
        count.used("02005e102030");
        now = Optional.of(Instant.parse("2026-11-29T05:00:03Z"));
        count.go();
        assertEquals(salt(SUNDAY).name(), told(0).salt());
        assertEquals(sketchOf("02005e102030", "2026-11-29T04:59:59Z"), told(0).sketch());
    }

    @Test
    void countOfAnotherWeekOrOfLongAgoOrOfATimeToComeIsNotTheDays() throws IOException {
        count.used("02005e102030");
        count.go();
        String kept = String.valueOf(card.bookmarks().get("devices"));
        String[] words = kept.split(" ", -1);
        card.bookmarks().put("devices", words[0] + " another-salt " + words[2]);
        restart();
        count.used("02005e102031");
        at("2026-11-28T05:00:01Z");
        assertEquals(1, estimate(told(0)), 0.1, "what was hashed by another salt cannot be merged");
        for (String time : List.of("2026-09-01T04:59:59.999Z", "2027-01-01T04:59:59.999Z")) {
            card.bookmarks().put("devices", Instant.parse(time).toEpochMilli() + " " + words[1] + " " + words[2]);
            restart();
            at("2026-11-28T05:10:00Z");
            assertEquals(1, card.taken().size(), "neither is the gateway's business any more, or yet: " + time);
        }
    }

    @Test
    void moreAddressesThanMayWaitAreCountedAsNotCounted() throws IOException {
        for (int i = 0; i < 4_003; i++) {
            count.used("02005e%06x".formatted(i));
        }
        assertTrue(count.toString().contains("3 were NOT counted"), count::toString);
    }

    @Test
    void addressesWaitUntilItIsKnownWhatDayItIs() throws IOException {
        now = Optional.empty();
        count.used("02005e102030");
        count.go();
        assertTrue(count.toString().contains("wait"), count::toString);
        at("2026-11-27T23:00:00Z");
        at("2026-11-28T05:00:01Z");
        assertEquals(1, estimate(told(0)), 0.1);
    }

    @Test
    void whatTheCardDoesNotTakeIsToldLater() throws IOException {
        count.used("02005e102030");
        card.full(true);
        at("2026-11-28T05:00:01Z");
        count.used("02005e102031");
        at("2026-11-28T07:00:01Z");
        card.full(false);
        at("2026-11-28T07:00:11Z");
        assertEquals(1, card.taken().size());
        assertEquals(1, estimate(told(0)), 0.1);
        at("2026-11-29T05:00:01Z");
        assertEquals(1, estimate(told(1)), 0.1);
    }

    @Test
    void moreDevicesThanOneMessageTellsOfAreToldInParts() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            count.used("02005e%06x".formatted(i));
            if (i % 1_000 == 999) {
                count.go();
            }
        }
        assertEquals(1, card.taken().size());
        at("2026-11-28T05:00:01Z");
        assertEquals(2, card.taken().size());
        assertEquals(5_000, estimate(told(0), told(1)), 150);
    }

    @Test
    void keyThatIsNoneIsSaidWithoutIt() throws IOException {
        for (String text : List.of("", KEY, "2026-11-24", "yesterday " + KEY, "2026-11-24 " + KEY + "0")) {
            Files.writeString(key, text);
            IOException why = assertThrows(IOException.class, count::go);
            assertTrue(String.valueOf(why.getMessage()).contains("64 hexadecimal digits"), why::toString);
            assertFalse(why.toString().contains("aabb"), why::toString);
        }
        Files.delete(key);
        assertTrue(String.valueOf(assertThrows(IOException.class, count::go).getMessage())
                .contains("not there"));
        Files.writeString(key, "2026-11-24 " + KEY);
        count.used("02005e102030");
        count.go();
    }

    /** As who says that a device uses the WiFi waits for that lock, and the agent's thread for who says so. */
    @Test
    void cardIsNotAskedUnderTheLock() throws IOException {
        restart();
        List<Boolean> locked = new ArrayList<>();
        card.whenAsked(() -> locked.add(Thread.holdsLock(count)));
        count.used("02-00-5E-10-20-30");
        count.go();
        assertEquals(List.of(false), locked);
    }

    /** The sketch of one device at a time. */
    private static String sketchOf(String address, String time) {
        DaySketch day = new DaySketch(NEW_YORK, salt(SUNDAY));
        day.used(HexFormat.of().parseHex(address), Instant.parse(time).toEpochMilli());
        return day.base64();
    }

    private void restart() throws IOException {
        count = new DeviceCount(key, NEW_YORK, card, () -> now);
    }

    private void at(String time) throws IOException {
        count.go();
        now = Optional.of(Instant.parse(time));
        count.go();
    }

    private ClientSketch told(int index) {
        return event(card, index);
    }

    /** As the gateway reads it. */
    private ClientSketch event(FakeCard from, int index) {
        byte[] json = from.taken().get(index).substring("CLIENTS ".length()).getBytes(StandardCharsets.UTF_8);
        DecodedMessage decoded = new EventDecoder(ProtocolLimits.DEFAULT)
                .decode(
                        EventKind.CLIENTS,
                        json,
                        0,
                        json.length,
                        now.orElseThrow().toEpochMilli());
        assertEquals(List.of(), decoded.rejected());
        return (ClientSketch) decoded.accepted().get(0);
    }

    private static ClientSalt salt(LocalDate day) {
        return ClientSalt.of(SUNDAY, HexFormat.of().parseHex(KEY)).on(day);
    }

    private static double estimate(ClientSketch... sketches) {
        DaySketch all = new DaySketch(NEW_YORK, salt(SUNDAY));
        for (ClientSketch each : sketches) {
            all.merge(each.sketch());
        }
        return all.estimate();
    }
}
