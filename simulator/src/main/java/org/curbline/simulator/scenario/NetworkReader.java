package org.curbline.simulator.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.NetworkPlan;
import org.curbline.simulator.network.NetworkPlan.Share;
import org.jspecify.annotations.Nullable;

/** Reads over which links kiosks send: each one of the named, or one like it but for what is said. */
final class NetworkReader {
    private static final double HALF = 0.5;
    private static final double FASTEST = 1e9;
    private static final double SLOWEST = 1_000;

    private NetworkReader() {}

    static NetworkPlan read(Part file) {
        List<Share> shares = new ArrayList<>();
        double sum = 0;
        for (Part each : file.parts("network")) {
            Share share = share(each);
            sum += share.share();
            shares.add(share);
        }
        if (sum > 1 + 1e-9) {
            file.refuse("network", "has shares that add up to more than 1");
            return NetworkPlan.DIRECT;
        }
        return new NetworkPlan(shares);
    }

    private static Share share(Part part) {
        LinkClass named = part.word("link", NetworkReader::named);
        if (!part.has("link")) {
            part.required("link");
        }
        LinkClass like = named == null ? LinkClass.FIBRE : named;
        LinkClass link = new LinkClass(
                like.name(),
                or(part.duration("latency", true), like.latency()),
                or(part.duration("jitter", true), like.jitter()),
                part.number("loss", like.loss(), 0, HALF),
                (long) part.number("bytes-per-second", (double) like.bytesPerSecond(), SLOWEST, FASTEST),
                or(part.duration("cut-every", false), like.cutEvery()));
        double share = part.number("share", 1, 0, 1);
        part.end();
        return new Share(link, share);
    }

    private static Duration or(@Nullable Duration said, Duration otherwise) {
        return said == null ? otherwise : said;
    }

    private static LinkClass named(String text) {
        return LinkClass.NAMED.stream()
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are "
                        + LinkClass.NAMED.stream().map(LinkClass::name).collect(Collectors.joining(", "))));
    }
}
