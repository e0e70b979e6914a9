package org.curbline.simulator.faults;

import java.time.Duration;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/**
 * Something goes wrong for a while.
 *
 * @param service the service it befalls; null if that is the whole kiosk
 * @param fromMillis true time, inclusive
 * @param toMillis true time, exclusive
 * @param clockMillis how much the kiosk's clock is ahead; 0 but for {@link FaultKind#WRONG_CLOCK}
 * @param byHand whether somebody made it happen, and no plan
 */
public record Fault(
        FaultKind kind, @Nullable Service service, long fromMillis, long toMillis, long clockMillis, boolean byHand) {
    /** How long a service that flaps stays as it is. */
    static final Duration FLAP = Duration.ofSeconds(20);

    public Fault {
        if (kind.isOfService() != (service != null) || fromMillis >= toMillis) {
            throw new IllegalArgumentException("No fault: " + kind + " of " + service + " that ends before it begins");
        }
    }

    /** One that a plan makes. */
    public Fault(FaultKind kind, @Nullable Service service, long fromMillis, long toMillis, long clockMillis) {
        this(kind, service, fromMillis, toMillis, clockMillis, false);
    }

    /** A fault of a service. */
    public static Fault of(FaultKind kind, Service service, long fromMillis, long toMillis) {
        return new Fault(kind, service, fromMillis, toMillis, 0);
    }

    /** A fault of a whole kiosk. */
    public static Fault of(FaultKind kind, long fromMillis, long toMillis) {
        return new Fault(kind, null, fromMillis, toMillis, 0);
    }

    /** The same, ending at another moment. */
    public Fault until(long millis) {
        return new Fault(kind, service, fromMillis, millis, clockMillis, byHand);
    }

    /** Whether it is the same fault, whenever it ends; no two of a kiosk begin at once. */
    boolean isSameAs(@Nullable Fault other) {
        return other != null && other.fromMillis == fromMillis && other.kind == kind && other.byHand == byHand;
    }

    /** Whether it is of a service, or of the whole kiosk. */
    public boolean befalls(Service other) {
        return service == null || service == other;
    }

    /** The next moment after another at which something changes, until it ends. */
    public long nextChange(long afterMillis) {
        if (kind != FaultKind.FLAPPING) {
            return toMillis;
        }
        long flaps = Math.floorDiv(afterMillis - fromMillis, FLAP.toMillis()) + 1;
        return Math.min(toMillis, fromMillis + flaps * FLAP.toMillis());
    }

    /** Whether what flaps does not work at a moment; it begins so. */
    boolean isFlappedDown(long atMillis) {
        return Math.floorDiv(atMillis - fromMillis, FLAP.toMillis()) % 2 == 0;
    }
}
