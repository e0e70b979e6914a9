package org.curbline.agent.enrolment;

import java.net.URI;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/**
 * Whose kiosk this is, and how it proves it.
 *
 * @param gateway where it connects
 * @param pin the only certificate it trusts; null if it trusts those that the system does
 */
public record Identity(KioskId kiosk, URI gateway, String password, @Nullable CertificatePin pin) {
    @Override
    public String toString() {
        return "kiosk " + kiosk + " at " + gateway; // the password is nobody's business
    }
}
