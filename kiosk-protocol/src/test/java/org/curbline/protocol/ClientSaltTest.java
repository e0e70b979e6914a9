package org.curbline.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ClientSaltTest {
    private static final LocalDate WEDNESDAY = LocalDate.of(2026, 11, 25);
    private static final byte[] KEY = new byte[32];
    private static final byte[] DEVICE = {0x00, 0x1b, 0x63, (byte) 0x84, 0x45, (byte) 0xe6};

    /** Written down once: kiosks of every version must count alike. */
    @Test
    void isWhatItWas() {
        ClientSalt salt = ClientSalt.of(WEDNESDAY, KEY);
        assertEquals(LocalDate.of(2026, 11, 22), salt.week());
        assertEquals("a63a2cb5", salt.name());
        assertEquals(0x13AB92838D47902CL, salt.hash(DEVICE));
        assertEquals("bd8fa545", salt.on(WEDNESDAY.plusWeeks(1)).name());
    }

    @Test
    void isTheSameAllWeekAndAtEveryKiosk() {
        ClientSalt salt = ClientSalt.of(WEDNESDAY, KEY);
        ClientSalt joined = ClientSalt.of(LocalDate.of(2026, 11, 28), KEY);
        assertEquals(salt.name(), joined.name());
        assertEquals(salt.hash(DEVICE), joined.hash(DEVICE));
        assertEquals(salt, salt.on(LocalDate.of(2026, 11, 28)));
    }

    @Test
    void isAnotherTheNextWeekHoweverOneGetsThere() {
        ClientSalt salt = ClientSalt.of(WEDNESDAY, KEY);
        ClientSalt next = salt.on(LocalDate.of(2026, 11, 29));
        assertNotEquals(salt.name(), next.name());
        assertNotEquals(salt.hash(DEVICE), next.hash(DEVICE));
        ClientSalt third = salt.on(WEDNESDAY.plusWeeks(3));
        assertEquals(third.name(), next.on(WEDNESDAY.plusWeeks(3)).name());
        assertEquals(
                third.hash(DEVICE), ClientSalt.of(third.week(), third.key()).hash(DEVICE));
    }

    @Test
    void cannotGoBack() {
        ClientSalt salt = ClientSalt.of(WEDNESDAY, KEY);
        assertThrows(IllegalArgumentException.class, () -> salt.on(LocalDate.of(2026, 11, 21)));
        assertThrows(IllegalArgumentException.class, () -> ClientSalt.of(WEDNESDAY, new byte[16]));
    }
}
