package org.curbline.telemetry.usage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.curbline.protocol.Call;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
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

    /** As the codec has it. */
    private static final int MOST_PORTS = 16;

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

    /** The kinds of its use, by the words of the wire; none if people do not use it. */
    List<String> kinds() {
        return switch (this) {
            case WIFI -> words(WifiSession.Network.values());
            case CHARGING ->
                IntStream.rangeClosed(1, MOST_PORTS).mapToObj(Integer::toString).toList();
            case CALL ->
                Arrays.stream(Call.CallKind.values()).map(Call.CallKind::word).toList();
            case TABLET -> words(TabletSession.Activity.values());
            case STATUS, HEALTH, CLIENTS, REPLY -> List.of();
        };
    }

    private static List<String> words(Enum<?>[] kinds) {
        return Arrays.stream(kinds)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Measurement measurement() {
        return measurement;
    }
}
