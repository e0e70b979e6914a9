package org.curbline.simulator.city;

import org.curbline.demand.Borough;
import org.curbline.protocol.KioskId;

/**
 * A kiosk and where it stands.
 *
 * @param district the community district within the borough, from 1; 0 if it is not known
 * @param latitude degrees north, WGS 84
 * @param longitude degrees east, WGS 84
 */
public record KioskSite(KioskId id, Borough borough, int district, double latitude, double longitude) {}
