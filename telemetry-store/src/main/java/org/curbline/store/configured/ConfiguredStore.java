package org.curbline.store.configured;

import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.Retention;
import org.curbline.store.StoreOpenException;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;

/** Opens the store that the settings name. */
public final class ConfiguredStore {
    /** InfluxDB takes nothing shorter. */
    private static final Duration SHORTEST_RETENTION = Duration.ofHours(1);

    private ConfiguredStore() {}

    /**
     * Opens the store. An InfluxDB that is not there yet is waited for by its writer; it is no error here.
     *
     * @throws StoreOpenException if a setting is missing or cannot be, or the embedded store's folder cannot be used
     */
    public static TelemetryStore open(StoreSettings settings, InstantSource clock) {
        return switch (settings.kind()) {
            case EMBEDDED -> EmbeddedStore.open(settings.embedded().directory(), retention(settings), clock);
            case INFLUX -> InfluxStore.open(place(settings), clock);
        };
    }

    /**
     * For how long the store that is meant keeps what.
     *
     * @throws StoreOpenException if it cannot be
     */
    public static Retention retention(RetentionSettings settings) {
        if (settings.retention().compareTo(SHORTEST_RETENTION) < 0) {
            throw new StoreOpenException("curbline.store.retention must be at least one hour", null);
        }
        return new Retention(settings.retention(), settings.historyRetention(), settings.rollupRetention());
    }

    private static InfluxPlace place(StoreSettings settings) {
        StoreSettings.Influx influx = settings.influx();
        String token = influx.token()
                .orElseThrow(() -> new StoreOpenException(
                        "curbline.store.influx.token is missing, and curbline.store.kind is influx", null));
        return new InfluxPlace(
                influx.url(),
                influx.org(),
                influx.bucket(),
                token,
                retention(settings),
                influx.answerTimeout(),
                influx.gzip());
    }
}
