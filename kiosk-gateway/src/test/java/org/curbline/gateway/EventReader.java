package org.curbline.gateway;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads Server-Sent Events as the standard says, line by line, and keeps the last id. */
final class EventReader implements AutoCloseable {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final InputStream body;
    private volatile String lastId = "";

    private EventReader(InputStream body) {
        this.body = body;
        Thread reader = new Thread(this::read, "event-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static EventReader open(int port, String query, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/events" + query))
                .header("Accept-Encoding", "gzip, deflate, br"); // as browsers do; it is not to be compressed
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("The answer was " + response.statusCode());
        }
        return new EventReader(response.body());
    }

    /** The next event, for which it waits. */
    Event next() throws InterruptedException {
        Event event = events.poll(60, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("No event came");
        }
        if (event.body.containsKey("specversion")) { // reset and cut-off are told in the words of the stream
            EventDocument.require(event.body);
        }
        return event;
    }

    /** Whether no event came for a moment. */
    boolean isSilent() throws InterruptedException {
        return events.poll(300, TimeUnit.MILLISECONDS) == null;
    }

    String lastId() {
        return lastId;
    }

    /** Reads no more, as a reader that is killed. */
    void stop() throws IOException {
        body.close();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String type = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(type, lastId, new JsonObject(data)));
                    type = "";
                    data = "";
                }
            }
        } catch (IOException e) {
            events.add(new Event("closed", lastId, new JsonObject()));
        }
    }

    /** One event. */
    record Event(String type, String id, JsonObject body) {
        String data(String key) {
            return body.getJsonObject("data").getString(key);
        }
    }
}
