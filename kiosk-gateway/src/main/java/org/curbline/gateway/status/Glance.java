package org.curbline.gateway.status;

import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;

/** Looks at the whole fleet, to count: sees what is shown, and nothing is made for it. */
public interface Glance {
    /**
     * A kiosk; its services follow.
     *
     * @param row its number, as {@link StatusBoard#row} has it
     */
    void kiosk(int row, boolean online);

    /**
     * One of its services.
     *
     * @param inService whether it is judged at all: its kiosk is neither planned nor removed
     */
    void service(Service service, ServiceState state, boolean inService);
}
