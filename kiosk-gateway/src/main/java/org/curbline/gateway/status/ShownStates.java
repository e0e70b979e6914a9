package org.curbline.gateway.status;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;
import org.jspecify.annotations.Nullable;

/**
 * In which states the services of a fleet are shown, and who is online: a row for each kiosk, in it a bit for each
 * service and state. So the whole fleet can be asked without looking at each kiosk, which waits for memory each time.
 * Changed on the board's context; asked on any thread.
 */
@SuppressWarnings({"EnumOrdinal", "ArrayRecordComponent"}) // in memory alone: nothing keeps the places
final class ShownStates {
    private static final int STATES = ServiceState.values().length;
    private static final int OF_ONE = (1 << STATES) - 1;
    /** Of each service the first of its bits. */
    private static final int FIRSTS = firsts();
    /** Another gateway decides: whether it is heard of has to be asked. */
    private static final int FOLLOWED = 1 << 31;

    private static final int ONLINE = 1 << 30;

    private int size;
    private volatile Rows rows = new Rows(new AtomicIntegerArray(64), new TrackedKiosk[64]);

    /** Makes a row of no states. */
    int add(TrackedKiosk kiosk) {
        Rows before = rows;
        if (size == before.kiosks.length) {
            AtomicIntegerArray bits = new AtomicIntegerArray(2 * size);
            for (int i = 0; i < size; i++) {
                bits.set(i, before.bits.get(i));
            }
            rows = new Rows(bits, Arrays.copyOf(before.kiosks, 2 * size));
        }
        rows.kiosks[size] = kiosk;
        return size++;
    }

    void set(int row, Service service, ServiceState state) {
        int first = service.ordinal() * STATES;
        AtomicIntegerArray bits = rows.bits;
        bits.set(row, (bits.get(row) & ~(OF_ONE << first)) | (1 << (first + state.ordinal())));
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
        Rows now = rows;
        int bits = now.bits.get(row);
        if (bits < 0 && Objects.requireNonNull(now.kiosks[row]).isSilent(heardSince)) {
            bits = withoutEvidence(bits);
        }
        return (bits & wanted) != 0;
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
        return maintained | (unknown & ~ofThose);
    }

    private static int firsts() {
        int firsts = 0;
        for (int service = 0; service < Service.values().length; service++) {
            firsts = firsts | (1 << (service * STATES));
        }
        return firsts;
    }

    private record Rows(AtomicIntegerArray bits, @Nullable TrackedKiosk[] kiosks) {}
}
