package org.curbline.program.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.IdentityHashMap;

/**
 * Sends what is large piece by piece, as the client takes it: the connection is not idle then, however slow it is. What
 * clients have not taken yet is bounded in all of the program. Any thread.
 */
final class LargeBodies {
    private static final int PIECE_BYTES = 256 * 1024;
    private static final long MOST_BYTES = 96 << 20;
    private static final LargeBodies ALL = new LargeBodies();

    /**
     * To how many clients each is being sent; guarded, as their bytes, by this. Several may be sent one and the same,
     * which is in memory once.
     */
    private final IdentityHashMap<Buffer, Integer> clients = new IdentityHashMap<>();

    private long bytes;

    private LargeBodies() {}

    /** Ends the response with the body, or with 503 if too much is being sent to others already. */
    static void send(Buffer body, RoutingContext context) {
        if (!ALL.begins(body)) {
            context.response()
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .headers()
                    .remove(HttpHeaders.ETAG);
            Problem.unavailable("Answers of more than " + (MOST_BYTES >> 20)
                            + " MB are being sent already; try again soon, or ask for less.")
                    .answer(context);
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        Future<Void> sent =
                HttpMethod.HEAD.equals(context.request().method()) ? response.end() : from(0, body, response);
        sent.onComplete(taken -> ALL.ends(body));
    }

    private synchronized boolean begins(Buffer body) {
        if (!clients.containsKey(body)) {
            if (bytes > 0 && bytes + body.length() > MOST_BYTES) {
                return false;
            }
            bytes += body.length();
        }
        clients.merge(body, 1, Integer::sum);
        return true;
    }

    private synchronized void ends(Buffer body) {
        if (clients.merge(body, -1, Integer::sum) == 0) {
            clients.remove(body);
            bytes -= body.length();
        }
    }

    private static Future<Void> from(int begin, Buffer body, HttpServerResponse response) {
        int end = Math.min(begin + PIECE_BYTES, body.length());
        Buffer piece = body.slice(begin, end);
        return end == body.length()
                ? response.end(piece)
                : response.write(piece).compose(taken -> from(end, body, response));
    }
}
