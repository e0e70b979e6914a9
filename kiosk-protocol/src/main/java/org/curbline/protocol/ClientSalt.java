package org.curbline.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The salt of one week, from Sunday to Saturday by a city's clocks, with which its kiosks hash devices before they
 * count them. Every kiosk makes it from a key that is made anew each week out of the one before: with the same key all
 * count alike, and once a key is thrown away nobody can make the salts of the weeks before, or hash a device as they
 * did.
 *
 * <p>Not safe for several threads.
 */
public final class ClientSalt {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int NAME_BYTES = 4;
    private static final byte[] TO_NEXT = ascii("curbline clients: next week");
    private static final byte[] TO_SALT = ascii("curbline clients: salt");
    private static final byte[] TO_NAME = ascii("curbline clients: name");

    private final LocalDate week;
    private final byte[] key;
    private final Mac salted;
    private final String name;

    private ClientSalt(LocalDate week, byte[] key) {
        this.week = week;
        this.key = key;
        this.salted = mac(mac(key).doFinal(TO_SALT));
        this.name = hex(mac(key).doFinal(TO_NAME));
    }

    /**
     * The salt of a week.
     *
     * @param day any of the week
     * @param key of that week: 32 bytes that nobody can guess, the same for all kiosks of a city
     */
    public static ClientSalt of(LocalDate day, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("The key must have " + KEY_BYTES + " bytes");
        }
        return new ClientSalt(sunday(day), key.clone());
    }

    /**
     * The salt of a later week, or the same for a day of this one. Whoever keeps it and throws this one away has
     * forgotten this week.
     *
     * @throws IllegalArgumentException for a day before this week: that is what cannot be done
     */
    public ClientSalt on(LocalDate day) {
        LocalDate wanted = sunday(day);
        if (wanted.isBefore(week)) {
            throw new IllegalArgumentException("The salts of weeks before " + week + " cannot be made any more");
        }
        if (wanted.equals(week)) {
            return this;
        }
        byte[] next = key;
        for (LocalDate each = week; each.isBefore(wanted); each = each.plusWeeks(1)) {
            next = mac(next).doFinal(TO_NEXT);
        }
        return new ClientSalt(wanted, next);
    }

    /** The Sunday on which its week begins. */
    public LocalDate week() {
        return week;
    }

    /** The key of its week, to be kept by the kiosk in place of the one before. */
    public byte[] key() {
        return key.clone();
    }

    /** What sketches name it by; nothing can be learnt from it but whether two kiosks have the same. */
    public String name() {
        return name;
    }

    /**
     * What is counted in place of a device.
     *
     * @param address of the device, as its MAC address has it: six bytes
     */
    public long hash(byte[] address) {
        byte[] hash = salted.doFinal(address);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << Byte.SIZE | (hash[i] & 0xFF);
        }
        return value;
    }

    private static LocalDate sunday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder(2 * NAME_BYTES);
        for (byte each : Arrays.copyOf(bytes, NAME_BYTES)) {
            text.append(Character.forDigit(each >> 4 & 0xF, 16)).append(Character.forDigit(each & 0xF, 16));
        }
        return text.toString();
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
