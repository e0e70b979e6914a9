package org.curbline.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.curbline.protocol.Service;

/** Whether the meters of all charging ports give numbers: those of a port without power are gone, or give none. */
final class ChargingCheck implements ServiceCheck {
    private final List<Path> meters;

    ChargingCheck(List<Path> meters) {
        this.meters = List.copyOf(meters);
    }

    @Override
    public Service service() {
        return Service.CHARGING;
    }

    @Override
    public Verdict look() {
        List<Integer> dead = new ArrayList<>();
        for (int i = 0; i < meters.size(); i++) {
            if (!isAlive(meters.get(i))) {
                dead.add(i + 1);
            }
        }
        if (dead.isEmpty()) {
            return Verdict.UP;
        }
        return dead.size() < meters.size()
                ? Verdict.degraded("port-" + dead.get(0) + "-dead")
                : Verdict.down("ports-dead");
    }

    private static boolean isAlive(Path meter) {
        try {
            return Files.readString(meter).strip().matches("-?\\d{1,12}");
        } catch (IOException e) {
            return false;
        }
    }
}
