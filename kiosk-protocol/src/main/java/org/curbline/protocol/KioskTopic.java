package org.curbline.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A topic a kiosk publishes to: {@code kiosks/{kioskId}/usage/{service}}, {@code kiosks/{kioskId}/status},
 * {@code .../health}, {@code .../clients} or {@code .../replies}.
 */
public record KioskTopic(KioskId kiosk, EventKind kind) {
    private static final String ROOT = "kiosks/";
    private static final EventKind[] KINDS = EventKind.values();

    /** The topic a name stands for, or null when no kiosk may publish there. Kiosk ids are taken in either case. */
    public static @Nullable KioskTopic parse(String name) {
        if (!name.startsWith(ROOT)) {
            return null;
        }
        int idEnd = name.indexOf('/', ROOT.length());
        if (idEnd < 0) {
            return null;
        }
        for (EventKind kind : KINDS) {
            String suffix = kind.topicSuffix();
            if (name.length() == idEnd + 1 + suffix.length() && name.endsWith(suffix)) {
                String id = name.substring(ROOT.length(), idEnd);
                return KioskId.isValid(id) ? new KioskTopic(KioskId.of(id), kind) : null;
            }
        }
        return null;
    }

    /** The topic's name as it stands in a PUBLISH packet. */
    public String name() {
        return ROOT + kiosk.value() + "/" + kind.topicSuffix();
    }
}
