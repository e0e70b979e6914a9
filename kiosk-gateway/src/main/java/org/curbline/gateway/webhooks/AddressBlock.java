package org.curbline.gateway.webhooks;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of addresses in CIDR notation. (Netty 4.2.10's {@code IpSubnetFilterRule} takes {@code fc00::1} for one of
 * {@code 2000::/3}.)
 */
public final class AddressBlock {
    private final byte[] network;
    private final int prefix;

    private AddressBlock(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** @throws IllegalArgumentException if it is none */
    static AddressBlock of(String written) {
        String[] parts = written.split("/", 2);
        byte[] network = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        if (network != null && (parts.length == 1 || parts[1].matches("\\d{1,3}"))) {
            int prefix = parts.length == 1 ? network.length * Byte.SIZE : Integer.parseInt(parts[1]);
            if (prefix <= network.length * Byte.SIZE) {
                return new AddressBlock(network, prefix);
            }
        }
        throw new IllegalArgumentException(written + " is not a block of addresses such as 10.1.0.0/16");
    }

    boolean covers(InetAddress address) {
        byte[] bytes = address.getAddress();
        int whole = prefix / Byte.SIZE;
        if (bytes.length != network.length || !Arrays.equals(bytes, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || (bytes[whole] ^ network[whole]) >> (Byte.SIZE - rest) == 0;
    }
}
