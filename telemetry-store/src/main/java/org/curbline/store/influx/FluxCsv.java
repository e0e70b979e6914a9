package org.curbline.store.influx;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.writing.Answers;
import org.curbline.store.writing.HttpConnections;

/**
 * Asks questions in Flux whose answers are long, and hands over the rows as they come in. The client library makes a
 * map of each.
 */
final class FluxCsv {
    private static final MediaType FLUX = Objects.requireNonNull(MediaType.parse("application/vnd.flux"));

    private final OkHttpClient http;
    private final InfluxPlace place;
    private final HttpUrl address;

    FluxCsv(HttpConnections connections, InfluxPlace place) {
        this.http = connections.builder().build();
        this.place = place;
        HttpUrl base = HttpUrl.get(place.url());
        this.address = Objects.requireNonNull(base)
                .newBuilder()
                .addPathSegments("api/v2/query")
                .addQueryParameter("org", place.org())
                .build();
    }

    /** Takes one row: its values as the texts they are sent as, in the order of the columns. */
    interface RowTaker {
        void take(List<String> columns, List<String> values);
    }

    /** @throws StoreUnavailableException if there is no whole answer; some rows may have been handed over */
    void ask(String script, RowTaker taker) {
        Request.Builder request = new Request.Builder()
                .url(address)
                .header("Authorization", "Token " + place.token())
                .header("Accept", "application/csv")
                .post(RequestBody.create(script, FLUX));
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
            read(new BufferedReader(body.charStream()), taker);
        } catch (IOException | IllegalStateException e) {
            throw new StoreUnavailableException(
                    "InfluxDB at " + place.url() + " does not answer: " + Answers.words(e), e);
        }
    }

    /**
     * Tables, each behind the names of its columns, unless they are those of the one before; an empty line parts them.
     */
    private static void read(BufferedReader lines, RowTaker taker) throws IOException {
        List<String> columns = List.of();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                columns = List.of();
            } else if (columns.isEmpty()) {
                columns = values(line);
            } else {
                List<String> values = values(line);
                if (columns.contains("error") || values.size() != columns.size()) {
                    throw new IOException(line);
                }
                taker.take(columns, values);
            }
        }
    }

    /** What is in quotes may have commas, and a quote doubled. */
    private static List<String> values(String line) {
        List<String> values = new ArrayList<>(8);
        int begin = 0;
        while (begin <= line.length()) {
            boolean quoted = line.startsWith("\"", begin);
            int end = line.indexOf(',', quoted ? endOfQuoted(line, begin + 1) : begin);
            end = end < 0 ? line.length() : end;
            String value = line.substring(begin, end);
            values.add(quoted ? value.substring(1, value.length() - 1).replace("\"\"", "\"") : value);
            begin = end + 1;
        }
        return values;
    }

    /** Behind the first quote that is not doubled. */
    private static int endOfQuoted(String line, int begin) {
        int quote = line.indexOf('"', begin);
        while (quote >= 0 && line.startsWith("\"", quote + 1)) {
            quote = line.indexOf('"', quote + 2);
        }
        if (quote < 0) {
            throw new IllegalStateException("a text does not end: " + line);
        }
        return quote + 1;
    }
}
