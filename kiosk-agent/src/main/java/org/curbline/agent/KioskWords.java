package org.curbline.agent;

import org.curbline.protocol.KioskId;
import org.eclipse.microprofile.config.spi.Converter;

/** How a kiosk's id is written in the settings. */
public final class KioskWords implements Converter<KioskId> {
    private static final long serialVersionUID = 1;

    @Override
    public KioskId convert(String value) {
        String id = value.strip();
        if (!KioskId.isValid(id)) {
            throw new IllegalArgumentException(
                    "it must be 1 to 64 of letters, digits, _ and -, and begin with a letter or digit, such as mn-05-000001");
        }
        return KioskId.of(id);
    }
}
