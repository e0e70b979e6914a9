package org.curbline.program.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * An answer with an entity tag of its content: who asks again with {@code If-None-Match} is told 304, without a body,
 * while nothing has changed. Whoever keeps it must ask before using it again. Made on any thread.
 *
 * @param tag weak, for the body may be compressed on its way
 */
public record TaggedAnswer(String contentType, Buffer body, String tag) {
    /** An answer may be as large as what is left of the memory. */
    private static final int PIECE_BYTES = 64 * 1024;
    /** Smaller ones are as nothing beside their connection. */
    private static final int LARGE_BYTES = 256 * 1024;

    /** Tags a text by its checksums. */
    public static TaggedAnswer of(String contentType, String text) {
        return of(contentType, text, text);
    }

    /** Tags bytes by their checksums. */
    public static TaggedAnswer of(String contentType, Buffer body) {
        return of(contentType, body, 0);
    }

    /**
     * Tags bytes by the checksums of those that matter.
     *
     * @param essence where these begin; two answers with the same are the same, whatever else they say
     */
    public static TaggedAnswer of(String contentType, Buffer body, int essence) {
        return new TaggedAnswer(contentType, body, tag(body, essence));
    }

    /**
     * Tags a text by the checksums of that in it which matters.
     *
     * @param essence two answers with the same are the same, whatever else they say
     */
    public static TaggedAnswer of(String contentType, String text, String essence) {
        return new TaggedAnswer(contentType, Buffer.buffer(text), tag(Buffer.buffer(essence), 0));
    }

    /** Whether so many of them as there may be questions would fill the memory. */
    public boolean isLarge() {
        return body.length() > LARGE_BYTES;
    }

    /**
     * Ends the response with 200 and the body, or with 304 if the client has it already; with 503 if too much waits to
     * be taken by clients. On the context's event loop.
     */
    public void send(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        context.etag(tag);
        if (context.isFresh()) {
            context.response().setStatusCode(304).end();
        } else {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType);
            if (isLarge()) {
                LargeBodies.send(body, context);
            } else {
                context.response().end(body);
            }
        }
    }

    /**
     * Two checksums and the length: nobody is kept from making another answer with the same, only chance is. A
     * cryptographic digest would be a good part of what a large answer costs.
     */
    private static String tag(Buffer body, int from) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        for (int i = from; i < body.length(); i += PIECE_BYTES) {
            byte[] piece = body.getBytes(i, Math.min(i + PIECE_BYTES, body.length()));
            one.update(piece);
            other.update(piece);
        }
        HexFormat hex = HexFormat.of();
        return "W/\"" + hex.toHexDigits((int) one.getValue()) + hex.toHexDigits((int) other.getValue())
                + hex.toHexDigits(body.length() - from) + '"';
    }
}
