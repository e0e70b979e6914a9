package org.curbline.telemetry.usage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.curbline.store.Measurement;
import org.curbline.telemetry.rollup.RolledUse;
import org.jspecify.annotations.Nullable;

/** What can be asked for by the name {@code service}, and where the store keeps it. */
public enum UsedService {
    WIFI(RolledUse.WIFI),
    CHARGING(RolledUse.CHARGING),
    CALL(RolledUse.CALL),
    TABLET(RolledUse.TABLET),
    STATUS(Measurement.STATUS),
    HEALTH(Measurement.HEALTH),
    CLIENTS(Measurement.CLIENTS),
    REPLY(Measurement.REPLY);

    private final Measurement measurement;
    private final @Nullable RolledUse use;

    UsedService(RolledUse use) {
        this.measurement = use.points();
        this.use = use;
    }

    UsedService(Measurement measurement) {
        this.measurement = measurement;
        this.use = null;
    }

    /** @throws IllegalArgumentException for a word the OpenAPI document does not let through */
    public static UsedService of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Those that people use, in the order in which they are answered. */
    public static List<UsedService> used() {
        return Arrays.stream(values()).filter(service -> service.use != null).toList();
    }

    /**
     * How its use is kept.
     *
     * @throws IllegalStateException if people do not use it
     */
    public RolledUse use() {
        if (use == null) {
            throw new IllegalStateException(word() + " is not used by people");
        }
        return use;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Measurement measurement() {
        return measurement;
    }
}
