package org.curbline.gateway.cluster;

import java.util.List;
import org.curbline.gateway.stream.CloudEvent;

/**
 * One message from a gateway to another.
 *
 * @param from the sender's id
 * @param number counts the messages from one to the other, without a gap; 1 begins the whole
 * @param whole whether more of the whole is to follow
 * @param missed whether events were left out before this, as they could not be sent
 * @param registry whether the sender changed the registry
 */
record Dispatch(
        String from,
        long number,
        boolean whole,
        boolean missed,
        boolean registry,
        List<KioskNews> kiosks,
        List<CloudEvent> events) {}
