package org.curbline.benchmarks;

import java.nio.file.Path;
import java.util.List;
import org.curbline.benchmarks.process.Influxd;

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

    static List<String> embedded(Path data) {
        return List.of("curbline.store.kind=embedded", "curbline.store.embedded.directory=" + data);
    }
}
