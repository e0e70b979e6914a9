package org.curbline.simulator.hardware;

import java.util.List;
import java.util.SplittableRandom;
import org.curbline.protocol.KioskId;

/** Which kiosks are built of what. Pure: asked again, it says the same. */
public record HardwarePlan(List<Share> shares) {
    /** All can do everything. */
    public static final HardwarePlan IDEAL = new HardwarePlan(List.of());

    /** @throws IllegalArgumentException if the shares are more than all */
    public HardwarePlan {
        shares = List.copyOf(shares);
        if (shares.stream().mapToDouble(Share::share).sum() > 1 + 1e-9) {
            throw new IllegalArgumentException("The shares of hardware add up to more than 1");
        }
    }

    /** What a kiosk is built of; how much of its card's life is over, is drawn, too. */
    public Hardware of(KioskId kiosk, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 37 + kiosk.value().hashCode());
        double drawn = random.nextDouble();
        for (Share each : shares) {
            drawn -= each.share;
            if (drawn < 0) {
                return each.hardware.used(random.nextDouble());
            }
        }
        return Hardware.IDEAL;
    }

    /**
     * Some kiosks are built of this.
     *
     * @param share how many, 0 to 1
     */
    public record Share(Hardware hardware, double share) {}
}
