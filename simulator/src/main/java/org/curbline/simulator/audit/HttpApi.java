package org.curbline.simulator.audit;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** The HTTP interfaces an audit asks. Blocking; safe for every thread. */
public final class HttpApi implements StoredEvents, KeptMessages {
    private static final int PAGE = 5_000;
    /** More kiosks do not fit into a request. */
    private static final int MOST_NAMED = 150;

    private static final int ATTEMPTS = 4;
    private static final int SERVER_ERROR = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final CSVFormat TABLE =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private final URI base;
    private final Duration pause;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * Nothing is asked yet.
     *
     * @param base where the paths begin, such as {@code http://localhost:8080}
     */
    public HttpApi(URI base) {
        this(base, Duration.ofMillis(500));
    }

    /** @param pause before it is asked the second time; twice as long each time after that */
    HttpApi(URI base, Duration pause) {
        this.base = base;
        this.pause = pause;
    }

    /** Asks the telemetry service, page by page. */
    @Override
    public void forEach(Question question, Consumer<StoredEvent> consumer) throws IOException, InterruptedException {
        String path = "/api/v1/usage/events?service="
                + question.kind().name().toLowerCase(Locale.ROOT)
                + "&kiosk=" + encoded(question.kiosk().value())
                + "&from=" + encoded(question.from().toString())
                + "&to=" + encoded(question.to().toString())
                + "&limit=" + PAGE;
        String after = "";
        do {
            JsonObject page = get(after.isEmpty() ? path : path + "&after=" + encoded(after));
            after = read(page, consumer, path);
        } while (!after.isEmpty());
    }

    @Override
    public @Nullable Devices devices(Collection<KioskId> kiosks, Instant from, Instant to)
            throws IOException, InterruptedException {
        StringBuilder named = new StringBuilder();
        if (kiosks.size() <= MOST_NAMED) {
            kiosks.forEach(kiosk -> named.append("&kiosk=").append(encoded(kiosk.value())));
        }
        String path = "/api/v1/usage?service=wifi&measure=uniqueClients&from=" + encoded(from.toString()) + "&to="
                + encoded(to.toString()) + named;
        JsonObject answer = get(path);
        try {
            JsonArray rows = answer.getJsonArray("rows");
            JsonObject row = rows.isEmpty() ? new JsonObject() : rows.getJsonObject(0);
            return row.containsKey("uniqueClients")
                    ? new Devices(
                            row.getLong("uniqueClients"),
                            row.getLong("uniqueClientsLow"),
                            row.getLong("uniqueClientsHigh"))
                    : null;
        } catch (ClassCastException | NullPointerException e) {
            throw new IOException("The answer to " + path + " is not understood", e);
        }
    }

    /** Asks the gateway for its books. */
    public Books books() throws IOException, InterruptedException {
        JsonObject books = get("/api/v1/books");
        try {
            return new Books(books.getLong("duplicate", 0L), books.getLong("quarantined", 0L));
        } catch (ClassCastException e) {
            throw new IOException("The answer of " + base + "/api/v1/books is not understood", e);
        }
    }

    /** Asks the gateway, page by page, the newest first. */
    @Override
    public long since(Instant moment, Consumer<KeptMessage> consumer) throws IOException, InterruptedException {
        String path = "/api/v1/quarantine?limit=" + PAGE;
        JsonObject page = get(path);
        try {
            long dropped = page.getLong("dropped");
            JsonArray messages = page.getJsonArray("messages");
            while (!messages.isEmpty()) {
                long last = handOver(messages, moment, consumer);
                messages = last < 0
                        ? new JsonArray()
                        : get(path + "&before=" + last).getJsonArray("messages");
            }
            return dropped;
        } catch (ClassCastException | NullPointerException | IllegalArgumentException | DateTimeParseException e) {
            throw new IOException("The answer to " + path + " is not understood", e);
        }
    }

    /** Returns the id of the last, or -1 if that came before the moment. */
    private static long handOver(JsonArray messages, Instant moment, Consumer<KeptMessage> consumer) {
        for (int i = 0; i < messages.size(); i++) {
            JsonObject message = messages.getJsonObject(i);
            if (Instant.parse(message.getString("at")).isBefore(moment)) {
                return -1;
            }
            consumer.accept(new KeptMessage(
                    message.getString("kiosk"),
                    message.getString("sender"),
                    message.getString("topic"),
                    message.getString("reason"),
                    message.getString("detail", ""),
                    message.getString("payload")));
        }
        return messages.getJsonObject(messages.size() - 1).getLong("id");
    }

    private static String read(JsonObject page, Consumer<StoredEvent> consumer, String path) throws IOException {
        try {
            JsonArray events = page.getJsonArray("events");
            for (int i = 0; i < events.size(); i++) {
                JsonObject event = events.getJsonObject(i);
                long nanos = Long.parseLong(String.valueOf(event.getValue("timestampNanos")));
                consumer.accept(new StoredEvent(nanos, event.getMap()));
            }
            Object next = page.getValue("next");
            return next == null ? "" : next.toString();
        } catch (ClassCastException | NullPointerException | NumberFormatException e) {
            throw new IOException("The answer to " + path + " is not understood", e);
        }
    }

    /** The answer to a path. */
    JsonObject get(String path) throws IOException, InterruptedException {
        try {
            return new JsonObject(ask(path, "application/json").body());
        } catch (DecodeException e) {
            throw new IOException(base + path + " did not answer JSON", e);
        }
    }

    /** The answer to a path as a table. */
    Table table(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(path, "text/csv");
        try (CSVParser parser = TABLE.parse(new StringReader(answer.body()))) {
            return new Table(
                    answer.headers()
                            .firstValue("Curbline-As-Of")
                            .map(Instant::parse)
                            .orElse(Instant.MIN),
                    parser.stream().map(CSVRecord::toMap).toList());
        } catch (DateTimeParseException | IllegalArgumentException | UncheckedIOException e) {
            throw new IOException("The answer to " + path + " is not understood", e);
        }
    }

    /** The answer to a path; tries again a few times. */
    private HttpResponse<String> ask(String path, String type) throws IOException, InterruptedException {
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("accept", type)
                .build();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response;
                }
                if (response.statusCode() < SERVER_ERROR || attempt == ATTEMPTS) {
                    throw new Refused(uri + " answered " + response.statusCode() + ": " + response.body());
                }
            } catch (Refused e) {
                throw e;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(uri + " cannot be asked: " + why(e), e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(pause.toMillis() << (attempt - 1));
        }
    }

    /** In words; the messages of the client are often none. */
    private static String why(IOException failure) {
        if (failure instanceof HttpTimeoutException) {
            return "no answer came in time";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name has no address";
            }
        }
        if (failure instanceof ConnectException) {
            return "nobody listens there";
        }
        return failure.getMessage() == null ? "the connection broke off" : failure.getMessage();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /**
     * An answer in CSV.
     *
     * @param asOf what was stored before is in it; the beginning of time if it does not say
     * @param rows by the titles of columns
     */
    record Table(Instant asOf, List<Map<String, String>> rows) {}

    /** An answer that trying again will not change. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
