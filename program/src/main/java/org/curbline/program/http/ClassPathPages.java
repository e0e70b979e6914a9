package org.curbline.program.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Files of the class path below a folder, kept in memory once they were asked for: they are few and do not change. So
 * they are there until the program has ended, while Vert.x deletes its own copies as soon as a signal comes. What is
 * not there is left to the next handler. On event loops.
 */
final class ClassPathPages implements Handler<RoutingContext> {
    private final String root;
    private final Map<String, TaggedAnswer> read = new ConcurrentHashMap<>();

    ClassPathPages(String root) {
        this.root = root;
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.normalizedPath();
        String file = path.endsWith("/") ? path + "index.html" : path;
        TaggedAnswer known = read.get(file);
        if (known != null) {
            known.send(context);
        } else if (!isFile(file)) {
            context.next();
        } else {
            context.vertx()
                    .executeBlocking(() -> read.computeIfAbsent(file, this::read), false)
                    .onSuccess(page -> answer(context, page))
                    .onFailure(context::fail);
        }
    }

    /** A folder on disk could be read, too, as a list of what is in it; none of ours has a dot in its name. */
    private static boolean isFile(String path) {
        return path.lastIndexOf('.') > path.lastIndexOf('/');
    }

    private static void answer(RoutingContext context, @Nullable TaggedAnswer page) {
        if (page == null) {
            context.next();
        } else {
            page.send(context);
        }
    }

    private @Nullable TaggedAnswer read(String file) {
        try (InputStream in = ClassPathPages.class.getClassLoader().getResourceAsStream(root + file)) {
            return in == null ? null : TaggedAnswer.of(type(file), Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String file) {
        String type = MimeMapping.mimeTypeForFilename(file);
        if (type == null) {
            return "application/octet-stream";
        }
        return type.startsWith("text/") ? type + ";charset=UTF-8" : type;
    }
}
