package org.curbline.agent.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.agent.local.LocalSocket;
import org.curbline.program.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that programs on the kiosk write as lines of JSON to a Unix socket. Each line is answered by one, in no order:
 * {@code {"taken":SEQ}} once the event is safe on the card, or {@code {"refused":"why"}}. Has two threads for each
 * connection; who does not read the answers is sent away. The agent's user and group may write to it.
 */
public final class LineSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(LineSource.class);
    private static final int MOST_CONNECTIONS = 16;
    private static final int LONGEST_LINE = 8 * 1024;

    private final Path path;
    private final LocalSocket socket;
    private final Taker taker;
    private final InstantSource clock;
    private final Refusals refusals = new Refusals();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private LineSource(Path path, LocalSocket socket, Taker taker, InstantSource clock) {
        this.path = path;
        this.socket = socket;
        this.taker = taker;
        this.clock = clock;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if it cannot, in a sentence for people
     */
    public static LineSource open(Path path, Taker taker, InstantSource clock) throws IOException {
        LineSource source = new LineSource(path, LocalSocket.listen(path, "rw-rw----"), taker, clock);
        start(source::accept, "lines");
        return source;
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public String toString() {
        return "lines at " + path + ": " + connections.size() + " programs write, " + refusals.count()
                + " times refused";
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (socket.isOpen()) {
            try {
                SocketChannel connection = socket.accept();
                if (connections.size() < MOST_CONNECTIONS) {
                    connections.add(connection);
                    start(() -> serve(connection), "lines-of-one");
                } else {
                    if (refusals.add()) {
                        log.warn("More than {} programs write events; one was sent away.", MOST_CONNECTIONS);
                    }
                    connection.close();
                }
            } catch (ClosedChannelException end) {
                return;
            } catch (IOException e) {
                log.warn("A program that writes events could not be accepted: {}", Why.of(e));
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                InputStream in = Channels.newInputStream(connection);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Answers answers = new Answers(connection, refusals);
            start(answers::write, "answers-of-one");
            for (String line = BoundedLines.next(lines, LONGEST_LINE);
                    line != null;
                    line = BoundedLines.next(lines, LONGEST_LINE)) {
                take(line, answers);
            }
        } catch (IOException e) {
            log.debug("A program that writes events is gone.", e);
        } finally {
            connections.remove(connection);
        }
    }

    private void take(String line, Answers answers) {
        try {
            EventLine event = EventLine.parse(line, taker.run(), clock.millis());
            taker.take(event.kind(), event::json, answers);
        } catch (RefusedLineException e) {
            answers.refused(Why.of(e));
        }
    }
}
