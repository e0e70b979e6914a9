package org.curbline.gateway.status;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.jspecify.annotations.Nullable;

/**
 * In which states the services of a fleet are shown, and who is online: a row for each kiosk, in it a bit for each
 * service and state. So the whole fleet can be asked without looking at each kiosk, which waits for memory each time.
 * Changed on the board's context; asked on any thread.
 */
@SuppressWarnings("EnumOrdinal") // in memory alone: nothing keeps the places
final class ShownStates {
    private static final Service[] SERVICES = Service.values();
    private static final ServiceState[] ALL_STATES = ServiceState.values();
    private static final int STATES = ALL_STATES.length;
    private static final int OF_ONE = (1 << STATES) - 1;
    /** Of each service the first of its bits. */
    private static final int FIRSTS = firsts();
    /** Another gateway decides: whether it is heard of has to be asked. */
    private static final int FOLLOWED = 1 << 31;

    private static final int ONLINE = 1 << 30;
    /** The first of a bit for each service that is not judged, as its kiosk is not in service. */
    private static final int NOT_IN_SERVICE = SERVICES.length * STATES;

    private static final int OUT_OF_SERVICE = ((1 << SERVICES.length) - 1) << NOT_IN_SERVICE;

    private int size;
    private volatile Rows rows = new Rows(new AtomicIntegerArray(64), new AtomicReferenceArray<>(64));

    /** Makes a row, which is asked of when its kiosk is {@link #put} into it. */
    int add() {
        Rows before = rows;
        if (size == before.bits.length()) {
            Rows larger = new Rows(new AtomicIntegerArray(2 * size), new AtomicReferenceArray<>(2 * size));
            for (int i = 0; i < size; i++) {
                larger.bits.set(i, before.bits.get(i));
                larger.kiosks.set(i, before.kiosks.get(i));
            }
            rows = larger;
        }
        return size++;
    }

    /** From now on the row is a kiosk's, whose states stand in it. */
    void put(TrackedKiosk kiosk) {
        rows.kiosks.set(kiosk.row(), kiosk);
    }

    void set(int row, ServiceStatus status) {
        int first = status.service().ordinal() * STATES;
        AtomicIntegerArray bits = rows.bits;
        bits.set(
                row,
                (bits.get(row) & ~(OF_ONE << first))
                        | (1 << (first + status.state().ordinal())));
        boolean isOut = status.reason() == StateReason.NOT_IN_SERVICE;
        set(row, 1 << (NOT_IN_SERVICE + status.service().ordinal()), isOut);
    }

    /** Whether another gateway decides what a kiosk's states are. */
    void follow(int row, boolean followed) {
        set(row, FOLLOWED, followed);
    }

    void connect(int row, boolean online) {
        set(row, ONLINE, online);
    }

    private void set(int row, int bit, boolean on) {
        AtomicIntegerArray bits = rows.bits;
        bits.set(row, on ? bits.get(row) | bit : bits.get(row) & ~bit);
    }

    /**
     * Whether a row shows any of some states.
     *
     * @param wanted as {@link #any} makes it
     * @param heardSince what another gateway tells does not count if it was not heard of since then
     */
    boolean shows(int row, int wanted, Instant heardSince) {
        return (shown(rows, row, heardSince) & wanted) != 0;
    }

    /** Shows all of a row, and that of every other. */
    void show(Instant heardSince, Glance glance) {
        Rows now = rows;
        for (int row = 0; row < now.kiosks.length() && now.kiosks.get(row) != null; row++) {
            int bits = shown(now, row, heardSince);
            glance.kiosk(row, (bits & ONLINE) != 0);
            for (Service service : SERVICES) {
                int state = Integer.numberOfTrailingZeros((bits >>> (service.ordinal() * STATES)) & OF_ONE);
                boolean isOut = (bits & (1 << (NOT_IN_SERVICE + service.ordinal()))) != 0;
                glance.service(service, ALL_STATES[state], !isOut);
            }
        }
    }

    /** Of which kiosk a row is. */
    TrackedKiosk kiosk(int row) {
        return Objects.requireNonNull(rows.kiosks.get(row));
    }

    private static int shown(Rows now, int row, Instant heardSince) {
        int bits = now.bits.get(row);
        boolean isSilent =
                bits < 0 && Objects.requireNonNull(now.kiosks.get(row)).isSilent(heardSince);
        return isSilent ? withoutEvidence(bits) : bits;
    }

    /** What is met by who is online, as {@link #any} of the services. */
    static int online() {
        return ONLINE;
    }

    /** What meets any of the services in any of the states. */
    static int any(Set<Service> services, Set<ServiceState> states) {
        int any = 0;
        for (Service service : services) {
            for (ServiceState state : states) {
                any = any | (1 << (service.ordinal() * STATES + state.ordinal()));
            }
        }
        return any;
    }

    /** As is shown when nobody can be asked any more: see {@link ServiceStatus#withoutEvidence}. */
    private static int withoutEvidence(int shown) {
        int unknown = FIRSTS << ServiceState.UNKNOWN.ordinal();
        int maintained = shown & (FIRSTS << ServiceState.MAINTENANCE.ordinal());
        int ofThose = (maintained >>> ServiceState.MAINTENANCE.ordinal()) << ServiceState.UNKNOWN.ordinal();
        return maintained | (unknown & ~ofThose) | (shown & OUT_OF_SERVICE);
    }

    private static int firsts() {
        int firsts = 0;
        for (int service = 0; service < SERVICES.length; service++) {
            firsts = firsts | (1 << (service * STATES));
        }
        return firsts;
    }

    private record Rows(AtomicIntegerArray bits, AtomicReferenceArray<@Nullable TrackedKiosk> kiosks) {}
}
