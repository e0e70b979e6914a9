package org.curbline.simulator.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.curbline.simulator.hardware.Hardware;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.NetworkPlan;
import org.curbline.simulator.network.NetworkPlan.Share;
import org.jspecify.annotations.Nullable;

/**
 * Reads what kiosks are built of and over which links they send: each one of the named, or one like it but for what is
 * said.
 */
final class GearReader {
    private static final double HALF = 0.5;
    private static final double FASTEST = 1e9;
    private static final double SLOWEST = 1_000;

    private GearReader() {}

    static NetworkPlan network(Part file) {
        List<Share> shares = new ArrayList<>();
        double sum = 0;
        for (Part each : file.parts("network")) {
            Share share = link(each);
            sum += share.share();
            shares.add(share);
        }
        if (sum > 1 + 1e-9) {
            file.refuse("network", "has shares that add up to more than 1");
            return NetworkPlan.DIRECT;
        }
        return new NetworkPlan(shares);
    }

    private static Share link(Part part) {
        LinkClass named = part.word("link", text -> oneOf(LinkClass.NAMED, LinkClass::name, text));
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

    static HardwarePlan hardware(Part file) {
        List<HardwarePlan.Share> shares = new ArrayList<>();
        double sum = 0;
        for (Part each : file.parts("hardware")) {
            HardwarePlan.Share share = build(each);
            sum += share.share();
            shares.add(share);
        }
        if (sum > 1 + 1e-9) {
            file.refuse("hardware", "has shares that add up to more than 1");
            return HardwarePlan.IDEAL;
        }
        return new HardwarePlan(shares);
    }

    private static HardwarePlan.Share build(Part part) {
        Hardware named = part.word("class", text -> oneOf(Hardware.NAMED, Hardware::name, text));
        if (!part.has("class")) {
            part.required("class");
        }
        Hardware like = named == null ? Hardware.INDUSTRIAL : named;
        Hardware hardware = new Hardware(
                like.name(),
                (long) part.number("spool-bytes", (double) like.spoolBytes(), SLOWEST, FASTEST),
                or(part.duration("sync-every", true), like.syncEvery()),
                part.number("events-per-second", like.eventsPerSecond(), 1, FASTEST),
                or(part.duration("reboot", true), like.reboot()),
                or(part.duration("clock-wrong-for", true), like.clockWrongFor()),
                part.has("worn-after")
                        ? (long) part.number("worn-after", (double) like.wornAfter(), 1, FASTEST)
                        : like.wornAfter());
        double share = part.number("share", 1, 0, 1);
        part.end();
        return new HardwarePlan.Share(hardware, share);
    }

    private static Duration or(@Nullable Duration said, Duration otherwise) {
        return said == null ? otherwise : said;
    }

    private static <T> T oneOf(List<T> values, Function<T, String> name, String text) {
        return values.stream()
                .filter(each -> name.apply(each).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there are " + values.stream().map(name).collect(Collectors.joining(", "))));
    }
}
