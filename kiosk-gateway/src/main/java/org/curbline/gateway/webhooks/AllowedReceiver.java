package org.curbline.gateway.webhooks;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host name, or a block of addresses.
 *
 * @param host lower case; empty if it is a block
 * @param block null if it is a host name
 */
public record AllowedReceiver(String host, @Nullable AddressBlock block) {
    /**
     * Reads {@code hooks.internal}, {@code 10.1.2.3}, {@code 10.1.0.0/16} or the like; the settings call it.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static AllowedReceiver of(String text) {
        String written = text.strip().toLowerCase(Locale.ROOT);
        String address = written.split("/", 2)[0];
        if (NetUtil.createByteArrayFromIpAddressString(address) != null) {
            return new AllowedReceiver("", AddressBlock.of(written));
        }
        if (!written.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.?")) {
            throw new IllegalArgumentException(
                    text + " is neither a host name nor an address nor a block such as 10.1.0.0/16");
        }
        return new AllowedReceiver(written, null);
    }

    boolean isHost(String name) {
        return !host.isEmpty() && host.equals(name.toLowerCase(Locale.ROOT));
    }

    boolean covers(InetAddress address) {
        return block != null && block.covers(address);
    }
}
