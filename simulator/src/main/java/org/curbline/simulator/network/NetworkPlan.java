package org.curbline.simulator.network;

import java.util.List;
import java.util.SplittableRandom;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** Which kiosks have which link. Pure: asked again, it says the same. */
public record NetworkPlan(List<Share> shares) {
    /** No kiosk has any but the machine's own. */
    public static final NetworkPlan DIRECT = new NetworkPlan(List.of());

    /** @throws IllegalArgumentException if the shares are more than all */
    public NetworkPlan {
        shares = List.copyOf(shares);
        if (shares.stream().mapToDouble(Share::share).sum() > 1 + 1e-9) {
            throw new IllegalArgumentException("The shares of links add up to more than 1");
        }
    }

    /** The link of a kiosk; null if it has none but the machine's own. */
    public @Nullable LinkClass of(KioskId kiosk, long seed) {
        double drawn = new SplittableRandom(seed * 31 + kiosk.value().hashCode()).nextDouble();
        for (Share each : shares) {
            drawn -= each.share;
            if (drawn < 0) {
                return each.link;
            }
        }
        return null;
    }

    /**
     * Some kiosks have this link.
     *
     * @param share how many, 0 to 1
     */
    public record Share(LinkClass link, double share) {}
}
