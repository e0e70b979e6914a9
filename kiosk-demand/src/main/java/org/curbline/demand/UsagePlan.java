package org.curbline.demand;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/**
 * How much a city's kiosks are used, and what makes a time or a kiosk unusual. Pure.
 *
 * @param zone whose hours and weekdays people live by
 * @param surges each multiplies what it touches
 * @param fixedRates kiosks whose use has nothing to do with the rest; no surge touches it
 */
public record UsagePlan(Calibration calibration, ZoneId zone, List<Surge> surges, List<FixedRate> fixedRates) {
    /** As published, and nothing unusual. */
    public static final UsagePlan NEW_YORK =
            new UsagePlan(Calibration.NEW_YORK_2025, ZoneId.of("America/New_York"), List.of(), List.of());

    public UsagePlan {
        surges = List.copyOf(surges);
        fixedRates = List.copyOf(fixedRates);
    }

    /**
     * When a service of a kiosk is used.
     *
     * @param perDay how often on an average day, if nothing is unusual
     */
    UsageTimes times(KioskId kiosk, Borough borough, Service service, double perDay) {
        FixedRate fixed = fixedRate(kiosk, service);
        if (fixed != null) {
            return new UsageTimes(fixed.perDay, false, zone, List.of());
        }
        List<Surge> own = surges.stream()
                .filter(surge -> surge.services.contains(service) && surge.boroughs.contains(borough))
                .toList();
        return new UsageTimes(perDay, service == Service.CALL, zone, own);
    }

    private @Nullable FixedRate fixedRate(KioskId kiosk, Service service) {
        return fixedRates.stream()
                .filter(each -> each.kiosk.equals(kiosk) && each.service == service)
                .findFirst()
                .orElse(null);
    }

    /**
     * For a while there is more use than usual, or less.
     *
     * @param fromMillis simulated time, inclusive
     * @param toMillis simulated time, exclusive; {@link Long#MAX_VALUE} for ever
     * @param fromHour local hour from which on, every day, 0 to 23
     * @param toHour local hour until which, 1 to 24, later than the other
     * @param factor by which use is multiplied, 0 or more
     */
    public record Surge(
            Set<Service> services,
            Set<Borough> boroughs,
            long fromMillis,
            long toMillis,
            int fromHour,
            int toHour,
            double factor) {
        public Surge {
            services = Set.copyOf(services);
            boroughs = Set.copyOf(boroughs);
            if (fromMillis >= toMillis || fromHour >= toHour || !(factor >= 0)) {
                throw new IllegalArgumentException("A surge ends after it begins, and its factor is 0 or more");
            }
        }

        double factorAt(long millis, int hour) {
            boolean holds = millis >= fromMillis && millis < toMillis && hour >= fromHour && hour < toHour;
            return holds ? factor : 1;
        }

        /** The next moment after another at which it begins or ends, whatever the hour. */
        long nextEdge(long afterMillis) {
            if (afterMillis < fromMillis) {
                return fromMillis;
            }
            return afterMillis < toMillis ? toMillis : Long.MAX_VALUE;
        }
    }

    /**
     * A service of one kiosk is used so often, by the hours of the day, whatever the weekday.
     *
     * @param perDay how often on average
     */
    public record FixedRate(KioskId kiosk, Service service, double perDay) {}
}
