package org.curbline.agent.check;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.curbline.protocol.Service;

/** Whether the internet can be reached from the network that devices are in. */
final class WifiCheck implements ServiceCheck {
    private final Optional<String> through;
    private final List<Probe> probes;

    /** @param through the network interface whose address is asked from; any without it */
    WifiCheck(Optional<String> through, List<ProbeTarget> targets, RandomGenerator random) {
        this.through = through;
        this.probes = targets.stream().map(target -> new Probe(target, random)).toList();
    }

    @Override
    public Service service() {
        return Service.WIFI;
    }

    @Override
    public Verdict look() {
        List<InetAddress> from = List.of();
        if (through.isPresent()) {
            try {
                NetworkInterface link = NetworkInterface.getByName(through.get());
                if (link == null) {
                    return Verdict.down("no-interface");
                }
                if (!link.isUp()) {
                    return Verdict.down("interface-down");
                }
                from = link.inetAddresses()
                        .filter(address -> !address.isLinkLocalAddress())
                        .toList();
            } catch (SocketException e) {
                return Verdict.down("no-interface");
            }
            if (from.isEmpty()) {
                return Verdict.down("no-address");
            }
        }
        List<InetAddress> addresses = from;
        List<String> failures = probes.stream()
                .map(probe -> probe.failure(addresses))
                .filter(failure -> !failure.isEmpty())
                .toList();
        if (failures.isEmpty()) {
            return Verdict.UP;
        }
        return failures.size() < probes.size() ? Verdict.degraded(failures.get(0)) : Verdict.down(failures.get(0));
    }
}
