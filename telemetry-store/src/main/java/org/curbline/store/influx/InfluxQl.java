package org.curbline.store.influx;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.writing.Answers;
import org.curbline.store.writing.HttpConnections;
import org.jspecify.annotations.Nullable;

/**
 * Asks questions in InfluxQL and hands over the rows as they come in. The client library's own reader is not used: it
 * takes an error within an answer for an empty answer.
 */
final class InfluxQl {
    private final OkHttpClient http;
    private final InfluxPlace place;
    private final HttpUrl address;

    InfluxQl(HttpConnections connections, InfluxPlace place) {
        this.http = connections.builder().build();
        this.place = place;
        HttpUrl base = HttpUrl.get(place.url());
        this.address = Objects.requireNonNull(base)
                .newBuilder()
                .addPathSegment("query")
                .addQueryParameter("epoch", "ns")
                .build();
    }

    /** Takes one row: the tags of its group, and its values as the texts they are sent as, the time in nanoseconds. */
    interface RowTaker {
        void take(Map<String, String> tags, List<@Nullable String> values);
    }

    /** @throws StoreUnavailableException if there is no whole answer; some rows may have been handed over */
    void ask(String bucket, String question, RowTaker taker) {
        ask(address.newBuilder().addQueryParameter("db", bucket).build(), question, taker);
    }

    /**
     * Likewise, of an answer that is long: InfluxDB sends each group as it comes to it, instead of holding all of them
     * until it has the last one, and rows are taken meanwhile. Each group costs a little more.
     */
    void askForMuch(String bucket, String question, RowTaker taker) {
        HttpUrl.Builder chunked = address.newBuilder().addQueryParameter("chunked", "true");
        ask(chunked.addQueryParameter("db", bucket).build(), question, taker);
    }

    private void ask(HttpUrl url, String question, RowTaker taker) {
        Request.Builder request = new Request.Builder()
                .url(url)
                .header("Authorization", "Token " + place.token())
                .header("Accept", "application/json")
                .post(new FormBody.Builder().add("q", question).build());
        if (!place.compressed()) { // of itself the client would ask for it, which costs InfluxDB more than it saves
            request.header("Accept-Encoding", "identity");
        }
        try (Response response = http.newCall(request.build()).execute();
                ResponseBody body = response.body()) {
            if (body == null || !response.isSuccessful()) {
                String words = body == null ? "" : body.string();
                throw new StoreUnavailableException(
                        "InfluxDB at " + place.url() + " answered " + response.code() + ": " + words.strip(), null);
            }
            new Answer(new JsonReader(body.charStream()), taker).read();
        } catch (IOException | IllegalStateException e) {
            throw new StoreUnavailableException(
                    "InfluxDB at " + place.url() + " does not answer: " + Answers.words(e), e);
        }
    }

    /** A name. */
    static String name(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A text literal. */
    static String text(String value) {
        return '\'' + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + '\'';
    }

    /**
     * An answer while it comes in: {@code {"results":[{"series":[{"tags":{},"columns":[],"values":[[]]}]}]}}. A long
     * one is several of them, each but the last saying that it is a part.
     */
    private static final class Answer {
        private final JsonReader json;
        private final RowTaker taker;
        private Map<String, String> tags = Map.of();
        private boolean part;

        Answer(JsonReader json, RowTaker taker) {
            this.json = json;
            this.taker = taker;
            json.setStrictness(Strictness.LENIENT); // one behind the other
        }

        void read() throws IOException {
            do {
                part = false;
                one();
            } while (json.peek() != JsonToken.END_DOCUMENT);
            if (part) {
                throw new IOException("the answer is not whole");
            }
        }

        private void one() throws IOException {
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "results" -> eachOf(this::result);
                    case "error" -> throw new IOException(json.nextString());
                    default -> json.skipValue();
                }
            }
            json.endObject();
        }

        private void result() throws IOException {
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "series" -> eachOf(this::series);
                    case "error" -> throw new IOException(json.nextString());
                    case "partial" -> part |= json.nextBoolean();
                    default -> json.skipValue();
                }
            }
            json.endObject();
        }

        private void series() throws IOException {
            tags = Map.of();
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "tags" -> tags = tags();
                    case "values" -> eachOf(this::row);
                    case "partial" -> part |= json.nextBoolean();
                    default -> json.skipValue();
                }
            }
            json.endObject();
        }

        private Map<String, String> tags() throws IOException {
            Map<String, String> read = new HashMap<>();
            json.beginObject();
            while (json.hasNext()) {
                read.put(json.nextName(), json.nextString());
            }
            json.endObject();
            return read;
        }

        private void row() throws IOException {
            List<@Nullable String> values = new ArrayList<>();
            json.beginArray();
            while (json.hasNext()) {
                if (json.peek() == JsonToken.NULL) {
                    json.nextNull();
                    values.add(null);
                } else {
                    values.add(json.nextString());
                }
            }
            json.endArray();
            taker.take(tags, values);
        }

        private void eachOf(Element element) throws IOException {
            json.beginArray();
            while (json.hasNext()) {
                element.read();
            }
            json.endArray();
        }

        private interface Element {
            void read() throws IOException;
        }
    }
}
