package org.curbline.standalone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.curbline.program.settings.Objection;
import org.curbline.store.configured.RetentionSettings;
import org.curbline.store.configured.StoreSettings;

/** For how long the store is to keep what; which store, and where, is not for a file to say here. */
@ConfigMapping(prefix = "curbline.store")
public interface CityStoreSettings extends RetentionSettings {
    /** The one there is. */
    @WithDefault("embedded")
    StoreSettings.Kind kind();

    /** Is somewhere else. */
    Embedded embedded();

    /** Is for other programs. */
    Map<String, String> influx();

    /** Where the store is in other programs. */
    interface Embedded {
        /** Nothing, or a mistake. */
        Optional<String> directory();
    }

    /** What other programs read, and this one does not. */
    static List<Objection> objections(CityStoreSettings settings) {
        List<Objection> objections = new ArrayList<>();
        String others = ": this program has its store within it; the gateway and the telemetry service use InfluxDB";
        if (settings.kind() != StoreSettings.Kind.EMBEDDED) {
            objections.add(new Objection(
                    "curbline.store.kind", List.of(), "curbline.store.kind can only be embedded here" + others));
        }
        settings.influx().keySet().stream().sorted().forEach(name -> {
            String key = "curbline.store.influx." + name;
            objections.add(new Objection(key, List.of(), key + " is not read here" + others));
        });
        settings.embedded().directory().ifPresent(folder -> {
            String key = "curbline.store.embedded.directory";
            objections.add(new Objection(
                    key, List.of(), key + " is not read here: the store is in the folder that --data names"));
        });
        return objections;
    }
}
