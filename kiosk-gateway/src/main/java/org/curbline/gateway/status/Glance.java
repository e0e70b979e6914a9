package org.curbline.gateway.status;

/** Looks at the whole fleet, to count: sees what is shown, and nothing is made for it. */
public interface Glance {
    /** A kiosk; its services follow. */
    void kiosk(String id, boolean online);

    /**
     * One of its services.
     *
     * @param service without its last use
     */
    void service(ServiceStatus service);
}
