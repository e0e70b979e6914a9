package org.curbline.benchmarks.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.configured.StoreSettings;

/**
 * A process that writes ready lines through the store's own port and does nothing else. Started with the store's
 * settings as {@code key=value}; told on standard input:
 *
 * <pre>
 * prepare LINES LINES_A_WRITE    -> prepared
 * write THREADS                  -> LINES NANOSECONDS
 * </pre>
 */
public final class BulkWriter {
    private BulkWriter() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Lines lines = new Lines();
        List<PointBatch> batches = new ArrayList<>();
        try (TelemetryStore store = open(args)) {
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("prepare")) {
                    batches = lines.batches(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                    System.out.println(MeasuredProcess.ANSWER + "prepared");
                } else {
                    System.out.println(
                            MeasuredProcess.ANSWER + write(store.writer(), batches, Integer.parseInt(words[1])));
                }
            }
        }
    }

    private static TelemetryStore open(String[] settings) {
        Map<String, String> options = Stream.of(settings)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        return ConfiguredStore.open(
                new SettingsLoader(Map.of(), Path.of("/"))
                        .load(null, options, StoreSettings.class)
                        .get(StoreSettings.class),
                InstantSource.system());
    }

    private static String write(PointWriter writer, List<PointBatch> batches, int threads)
            throws InterruptedException, ExecutionException {
        long lines = batches.stream().mapToLong(PointBatch::size).sum();
        Queue<PointBatch> left = new ConcurrentLinkedQueue<>(batches);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(workers.submit(() -> {
                for (PointBatch batch = left.poll(); batch != null; batch = left.poll()) {
                    if (!writer.write(batch).isEmpty()) {
                        throw new IllegalStateException("The store has refused a point");
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        long took = System.nanoTime() - start;
        workers.shutdown();
        return lines + " " + took;
    }
}
