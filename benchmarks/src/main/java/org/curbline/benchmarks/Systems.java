package org.curbline.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.curbline.benchmarks.load.LoadGenerator;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.JavaCommand;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.gateway.GatewayMain;

/** The processes that are measured, each started in the folder of a trial; whoever starts one ends it. */
final class Systems {
    private final Path folder;

    Systems(Path folder) {
        this.folder = folder;
    }

    Influxd influxd() throws InterruptedException {
        return Influxd.start(Tools.influxd().orElseThrow(), folder);
    }

    /** A gateway whose HTTP port nobody asks for. */
    MeasuredProcess gateway(List<String> flags, int mqttPort, List<String> store) {
        return gateway(flags, mqttPort, Tools.freePort(), store);
    }

    /** @param store which store it is to use, as {@link StoreOptions} says */
    MeasuredProcess gateway(List<String> flags, int mqttPort, int httpPort, List<String> store) {
        List<String> options = new ArrayList<>(store);
        options.add("curbline.mqtt.host=127.0.0.1");
        options.add("curbline.mqtt.port=" + mqttPort);
        options.add("curbline.mqtt.access=open");
        options.add("curbline.mqtt.accept-unknown=true");
        options.add("curbline.quarantine.file=" + folder.resolve("quarantine.mv"));
        options.add("curbline.registry.url=jdbc:h2:file:" + folder.resolve("registry"));
        options.add("curbline.gateway.http-host=127.0.0.1");
        options.add("curbline.gateway.http-port=" + httpPort);
        List<String> arguments = new ArrayList<>();
        options.forEach(option -> arguments.addAll(List.of("--set", option)));
        JavaCommand java = new JavaCommand(flags, GatewayMain.class.getName());
        return MeasuredProcess.server("gateway", folder, java.with(arguments));
    }

    MeasuredProcess generator() {
        return worker("load generator", LoadGenerator.class);
    }

    /** A process of the benchmark's own that works on request. */
    MeasuredProcess worker(String name, Class<?> main) {
        JavaCommand java = new JavaCommand(List.of("-Xmx512m", "-XX:+UseSerialGC"), main.getName());
        return MeasuredProcess.worker(name, folder, java.with(List.of()));
    }
}
