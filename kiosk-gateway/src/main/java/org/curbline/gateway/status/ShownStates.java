package org.curbline.gateway.status;

import java.util.Set;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;

/** In which states a kiosk's services are shown, as a bit for each service and state: what a whole fleet is asked. */
@SuppressWarnings("EnumOrdinal") // in memory alone: nothing keeps the places
final class ShownStates {
    private static final int STATES = ServiceState.values().length;
    private static final int OF_ONE = (1 << STATES) - 1;
    /** Of each service the first of its bits. */
    private static final int FIRSTS = firsts();

    private ShownStates() {}

    /** Of no service in no state. */
    static int none() {
        return 0;
    }

    /** As before, but for one service. */
    static int with(int before, Service service, ServiceState state) {
        int first = service.ordinal() * STATES;
        return (before & ~(OF_ONE << first)) | (1 << (first + state.ordinal()));
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
    static int withoutEvidence(int shown) {
        int unknown = FIRSTS << ServiceState.UNKNOWN.ordinal();
        int maintained = shown & (FIRSTS << ServiceState.MAINTENANCE.ordinal());
        int ofThose = (maintained >>> ServiceState.MAINTENANCE.ordinal()) << ServiceState.UNKNOWN.ordinal();
        return maintained | (unknown & ~ofThose);
    }

    private static int firsts() {
        int firsts = 0;
        for (Service service : Service.values()) {
            firsts |= 1 << (service.ordinal() * STATES);
        }
        return firsts;
    }
}
