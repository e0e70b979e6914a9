package org.curbline.agent.check;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.curbline.protocol.Service;

/** Whether people are let in, and the internet can be reached from the network that their devices are in. */
final class WifiCheck implements ServiceCheck {
    private final Optional<String> through;
    private final List<Probe> probes;
    private final Optional<LoginProbe> login;

    WifiCheck(Checks.Wifi told, RandomGenerator random) {
        this.through = told.through();
        this.probes =
                told.targets().stream().map(target -> new Probe(target, random)).toList();
        this.login = told.login().map(LoginProbe::new);
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
        String notLetIn = login.map(LoginProbe::failure).orElse("");
        if (!notLetIn.isEmpty() && !notLetIn.equals(LoginProbe.UNSIGNED)) {
            return Verdict.down(notLetIn); // whatever is reached behind it
        }
        List<InetAddress> addresses = from;
        List<String> failures = probes.stream()
                .map(probe -> probe.failure(addresses))
                .filter(failure -> !failure.isEmpty())
                .toList();
        if (failures.isEmpty()) {
            return notLetIn.isEmpty() ? Verdict.UP : Verdict.degraded(notLetIn);
        }
        return failures.size() < probes.size() ? Verdict.degraded(failures.get(0)) : Verdict.down(failures.get(0));
    }
}
