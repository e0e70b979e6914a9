package org.curbline.benchmarks;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.configured.StoreSettings;

/** Which store a program is to use, in the words of its settings. */
final class StoreOptions {
    private StoreOptions() {}

    static List<String> influx(Influxd influxd) {
        return List.of(
                "curbline.store.kind=influx",
                "curbline.store.influx.url=" + influxd.url(),
                "curbline.store.influx.org=" + Influxd.ORG,
                "curbline.store.influx.bucket=" + Influxd.BUCKET,
                "curbline.store.influx.token=" + Influxd.TOKEN);
    }

    /** Opens the store that is meant. */
    static TelemetryStore open(List<String> settings) {
        Map<String, String> options = settings.stream()
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        StoreSettings read = new SettingsLoader(Map.of(), Path.of("/"))
                .load(null, options, StoreSettings.class)
                .get(StoreSettings.class);
        return ConfiguredStore.open(read, InstantSource.system());
    }

    static List<String> embedded(Path data) {
        return List.of("curbline.store.kind=embedded", "curbline.store.embedded.directory=" + data);
    }
}
