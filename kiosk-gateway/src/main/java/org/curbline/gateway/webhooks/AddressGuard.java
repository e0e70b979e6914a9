package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps events, and those who choose where they go, out of the operator's own network: an address must be one of the
 * public internet, unless it is allowed. After IANA's special-purpose address registries. Event loop.
 */
final class AddressGuard {
    private static final List<AddressBlock> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carrier-grade NAT
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, and the clouds' metadata
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4: an IPv4 address in disguise
                    "3fff::/20") // documentation
            .map(AddressBlock::of)
            .toList();

    private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");
    private static final AddressBlock TRANSLATED = AddressBlock.of("64:ff9b::/96");
    private static final int IPV4_BYTES = 4;

    private final List<AllowedReceiver> allowed;
    private final HostResolver resolver;

    AddressGuard(List<AllowedReceiver> allowed, HostResolver resolver) {
        this.allowed = allowed;
        this.resolver = resolver;
    }

    /**
     * Finds the address of a host.
     *
     * @return one to connect to; fails with {@link ForbiddenReceiverException} if any of its addresses is forbidden,
     *     and with {@link UnknownHostException} if it has none
     */
    Future<InetAddress> permitted(String host) {
        return resolver.resolve(host).map(addresses -> {
            boolean named = allowed.stream().anyMatch(receiver -> receiver.isHost(host));
            for (InetAddress address : addresses) {
                if (!named && !isPermitted(address)) {
                    throw new ForbiddenReceiverException(host + " is " + address.getHostAddress()
                            + ", which is not an address of the public internet. Whoever runs this gateway can allow it"
                            + " with curbline.webhooks.allow.");
                }
            }
            return addresses.get(0);
        });
    }

    private boolean isPermitted(InetAddress address) {
        return isPublic(address) || allowed.stream().anyMatch(receiver -> receiver.covers(address));
    }

    static boolean isPublic(InetAddress address) {
        if (TRANSLATED.covers(address)) {
            return isPublic(lastFourBytes(address));
        }
        return (address instanceof Inet4Address || GLOBAL_UNICAST.covers(address))
                && NOT_PUBLIC.stream().noneMatch(block -> block.covers(address));
    }

    private static InetAddress lastFourBytes(InetAddress address) {
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - IPV4_BYTES, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
