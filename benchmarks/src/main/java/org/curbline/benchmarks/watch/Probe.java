package org.curbline.benchmarks.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.curbline.benchmarks.load.ProbeKiosk;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;

/**
 * Reports that a service of one kiosk goes down and comes up again, in turns, and measures how long that takes to be
 * acknowledged, to stand in the answer about the kiosk, and to arrive on an open event stream.
 */
public final class Probe implements AutoCloseable {
    private static final String KIOSK = "qu-14-999999";
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProbeKiosk kiosk;
    private final URI shown;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Histogram acknowledged = histogram();
    private final Histogram asked = histogram();
    private final Histogram streamed = histogram();
    private State state = State.UP;

    private Probe(ProbeKiosk kiosk, int httpPort) {
        this.kiosk = kiosk;
        this.shown = URI.create("http://127.0.0.1:" + httpPort + "/api/v1/kiosks/" + KIOSK);
    }

    /** Connects the kiosk, and a reader of the event stream that hears of it alone. */
    public static Probe start(int mqttPort, int httpPort) throws IOException, InterruptedException {
        Probe probe = new Probe(ProbeKiosk.connect(mqttPort, KIOSK), httpPort);
        URI stream = URI.create("http://127.0.0.1:" + httpPort
                + "/api/v1/events?type=org.curbline.status.changed&service=call&kiosk=" + KIOSK);
        BufferedReader lines = new BufferedReader(new InputStreamReader(
                probe.http
                        .send(HttpRequest.newBuilder(stream).build(), BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8));
        Thread listening = new Thread(() -> probe.listen(lines), "listener");
        listening.setDaemon(true);
        listening.start();
        probe.once(); // connections are made, and the service is known
        probe.clear();
        return probe;
    }

    /** Probes for a while, with a pause after each. */
    public void run(Duration duration, Duration pause) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            once();
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    /** The same, without asking anything. */
    public void tell(Duration duration, Duration pause) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            report();
            hear(start);
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    public void clear() {
        acknowledged.reset();
        asked.reset();
        streamed.reset();
    }

    /** From publish to PUBACK, nanoseconds. */
    public Histogram acknowledged() {
        return acknowledged;
    }

    /** From publish to the answer of {@code GET /api/v1/kiosks/ID} that shows it, nanoseconds. */
    public Histogram asked() {
        return asked;
    }

    /** From publish to the event on an open stream, nanoseconds. */
    public Histogram streamed() {
        return streamed;
    }

    @Override
    public void close() throws IOException {
        kiosk.close();
    }

    private void once() throws IOException, InterruptedException {
        long start = System.nanoTime();
        report();
        acknowledged.recordValue(System.nanoTime() - start);
        while (!show().contains("\"service\":\"call\"," + shownState())) {
            if (System.nanoTime() - start > AT_MOST.toNanos()) {
                throw new IllegalStateException("What the probe reported is not shown after " + AT_MOST);
            }
        }
        asked.recordValue(System.nanoTime() - start);
        streamed.recordValue(Math.max(1, hear(start)));
    }

    private void report() throws IOException {
        state = state == State.UP ? State.DOWN : State.UP;
        kiosk.report(Service.CALL, state, System.currentTimeMillis());
        kiosk.awaitAcknowledged();
    }

    /** Nanoseconds from the start to the event. */
    private long hear(long start) throws InterruptedException {
        Told event = told.poll(AT_MOST.toSeconds(), TimeUnit.SECONDS);
        if (event == null || !event.data.contains(shownState())) {
            throw new IllegalStateException("Told is " + event + " where " + shownState() + " is due");
        }
        return event.nanos - start;
    }

    private String shownState() {
        return state == State.UP ? "\"state\":\"up\"" : "\"state\":\"down\"";
    }

    private String show() throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(shown).build(), BodyHandlers.ofString())
                .body();
    }

    private void listen(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    told.add(new Told(line, System.nanoTime()));
                }
            }
        } catch (IOException e) {
            told.clear(); // the gateway is killed; whoever still waits will say so
        }
    }

    private static Histogram histogram() {
        return new Histogram(1_000, 600_000_000_000L, 3);
    }

    private record Told(String data, long nanos) {}
}
