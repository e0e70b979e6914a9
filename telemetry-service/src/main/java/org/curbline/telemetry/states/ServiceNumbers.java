package org.curbline.telemetry.states;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/** A number for each service of each kiosk, from 0 on, so that what is remembered of it takes little. Any thread. */
final class ServiceNumbers {
    private static final List<Service> SERVICES = List.of(Service.values());

    private final Map<String, Integer> kiosks = new ConcurrentHashMap<>();
    private final Map<Integer, KioskId> ids = new ConcurrentHashMap<>();

    /** Its number, the next one if it had none. */
    int of(KioskId kiosk, Service service) {
        Integer known = kiosks.get(kiosk.value());
        return (known == null ? add(kiosk) : known) * SERVICES.size() + SERVICES.indexOf(service);
    }

    private synchronized int add(KioskId kiosk) {
        return kiosks.computeIfAbsent(kiosk.value(), none -> {
            int next = ids.size();
            ids.put(next, kiosk);
            return next;
        });
    }

    /** Whose service has a number; null if none has it yet. */
    @Nullable
    KioskId kiosk(int number) {
        return ids.get(number / SERVICES.size());
    }
}
