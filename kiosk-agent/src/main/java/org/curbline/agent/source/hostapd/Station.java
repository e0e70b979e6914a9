package org.curbline.agent.source.hostapd;

import java.io.IOException;
import java.util.regex.Pattern;
import org.curbline.agent.source.wifi.StayReport.Counts;
import org.jspecify.annotations.Nullable;

/**
 * What hostapd answers of one device: its address, then a line for each thing it knows.
 *
 * @param isConnected whether it may use the network
 * @param counts bytes by what the radio's driver counts; nothing if it does not
 */
record Station(String address, boolean isConnected, Counts counts) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /**
     * Null if there is none.
     *
     * @throws IOException if it is not understood; without what was said, as that may be an address
     */
    static @Nullable Station parse(String answer) throws IOException {
        if (answer.isBlank() || answer.startsWith("FAIL")) {
            return null;
        }
        String[] lines = answer.split("\n", -1);
        if (!isAddress(lines[0])) {
            throw new IOException("hostapd says of a device what is not understood");
        }
        boolean isConnected = false;
        long seconds = -1;
        long up = -1;
        long down = -1;
        for (String line : lines) {
            String[] parts = line.split("=", 2);
            if (parts.length == 2) {
                switch (parts[0]) {
                    case "flags" -> isConnected = parts[1].contains("[AUTHORIZED]");
                    case "connected_time" -> seconds = number(parts[1]);
                    case "rx_bytes" -> up = number(parts[1]);
                    case "tx_bytes" -> down = number(parts[1]);
                    default -> {
                        // rates, signal, capabilities
                    }
                }
            }
        }
        boolean isCounted = up >= 0 && down >= 0;
        // Some drivers count with 32 bits, and none says so.
        return new Station(lines[0], isConnected, new Counts(seconds, isCounted ? up : 0, isCounted ? down : 0, false));
    }

    private static long number(String text) throws IOException {
        if (!NUMBER.matcher(text).matches()) {
            throw new IOException("hostapd gives no number where one should be");
        }
        return Long.parseLong(text);
    }
}
