package org.curbline.telemetry.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.curbline.program.http.CsvBody;
import org.curbline.program.http.TaggedAnswer;
import org.curbline.protocol.wire.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says of what time its figures are, also to who has it already: both times go on while the figures stay
 * the same, so they are no part of its tag.
 *
 * @param asOf what was stored before is counted
 * @param finalUntil nothing before it can change any more; null if the figures are of a moment, not of a time
 */
record TimedAnswer(TaggedAnswer tagged, Instant asOf, @Nullable Instant finalUntil) {
    private static final JsonFactory ROWS = new JsonFactory();

    /** As {@code asOf} in JSON, for CSV, and for an answer that has not changed. */
    private static final String AS_OF = "Curbline-As-Of";

    /** Likewise {@code finalUntil}. */
    private static final String FINAL_UNTIL = "Curbline-Final-Until";

    /** Those of all answers. */
    static final String HEADERS = String.join(", ", HttpHeaders.ETAG, AS_OF, FINAL_UNTIL);

    static TimedAnswer csv(Buffer figures, Instant asOf, Instant finalUntil) {
        return new TimedAnswer(TaggedAnswer.of(CsvBody.CONTENT_TYPE, figures), asOf, finalUntil);
    }

    /**
     * Puts the times before the figures.
     *
     * @param figures not empty
     */
    static TimedAnswer json(JsonObject figures, Instant asOf, Instant finalUntil) {
        Buffer body = begun(asOf, finalUntil);
        int times = body.length();
        body.appendString(figures.encode().substring(1));
        return new TimedAnswer(TaggedAnswer.of(TelemetryApi.JSON, body, times), asOf, finalUntil);
    }

    /**
     * Likewise, with many rows, which are written one by one.
     *
     * @param head not empty
     */
    static TimedAnswer json(JsonObject head, Rows rows, Instant asOf, Instant finalUntil) {
        Buffer body = begun(asOf, finalUntil);
        int times = body.length();
        String encoded = head.encode();
        body.appendString(encoded.substring(1, encoded.length() - 1)).appendString(",\"rows\":");
        try (JsonGenerator json = ROWS.createGenerator(new BufferStream(body))) {
            json.writeStartArray();
            rows.write(json);
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        body.appendString("}");
        return new TimedAnswer(TaggedAnswer.of(TelemetryApi.JSON, body, times), asOf, finalUntil);
    }

    /** Figures that are no answer of their own, likewise behind their times. */
    static String timed(String figures, Instant asOf, Instant finalUntil) {
        return begun(asOf, finalUntil).appendString(figures.substring(1)).toString();
    }

    private static Buffer begun(Instant asOf, Instant finalUntil) {
        return Buffer.buffer("{\"asOf\":\"" + asOf + "\",\"finalUntil\":\"" + finalUntil + "\",");
    }

    /** What is older than any event that is still taken cannot change; it ends where the figures end. */
    static Instant finalUntil(Instant asOf, Instant to) {
        Instant oldest = asOf.minus(ProtocolLimits.DEFAULT.maxAge());
        return oldest.isBefore(to) ? oldest : to;
    }

    /** Ends the response, as {@link TaggedAnswer#send}. */
    void send(RoutingContext context) {
        context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        putTimes(context.response(), asOf, finalUntil);
        tagged.send(context);
    }

    /** Says the times of figures in any format. */
    static void putTimes(HttpServerResponse response, Instant asOf, @Nullable Instant finalUntil) {
        response.putHeader(AS_OF, asOf.toString());
        if (finalUntil != null) {
            response.putHeader(FINAL_UNTIL, finalUntil.toString());
        }
    }

    /** Writes rows into an array. */
    interface Rows {
        /** @throws IOException only if what it writes to throws it */
        void write(JsonGenerator json) throws IOException;
    }

    /** Rows as lines, each a JSON object. */
    static Buffer lines(Rows rows) {
        Buffer body = Buffer.buffer();
        try (JsonGenerator json = ROWS.createGenerator(new BufferStream(body))) {
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            rows.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        return body.length() == 0 ? body : body.appendString("\n");
    }

    /** Appends to a buffer. */
    private static final class BufferStream extends OutputStream {
        private final Buffer buffer;

        BufferStream(Buffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(int each) {
            buffer.appendByte((byte) each);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            buffer.appendBytes(bytes, from, count);
        }
    }
}
