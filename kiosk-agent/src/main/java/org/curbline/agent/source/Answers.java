package org.curbline.agent.source;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one program is answered. Whoever answers never waits for it: a thread of its own writes, and if too much is
 * unread the connection ends. Not through {@link java.nio.channels.Channels}, whose streams of one channel wait for
 * each other.
 */
final class Answers implements Taker.Answer {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    /** More than all events that may wait for the card are answered with at once. */
    private static final int MOST_UNREAD_BYTES = 128 * 1024;

    private final SocketChannel connection;
    private final Refusals refusals;
    private ByteArrayOutputStream unread = new ByteArrayOutputStream();

    /** @param refusals of all programs at this socket */
    Answers(SocketChannel connection, Refusals refusals) {
        this.refusals = refusals;
        this.connection = connection;
    }

    @Override
    public void taken(long seq) {
        say("{\"taken\":" + seq + "}\n");
    }

    @Override
    public void refused(String why) {
        if (refusals.add()) {
            log.warn("An event at the socket for programs was refused, {} by now: {}", refusals.count(), why);
        }
        say("{\"refused\":\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(why)) + "\"}\n");
    }

    /** Writes until the connection ends. */
    void write() {
        try {
            while (connection.isOpen()) {
                ByteBuffer bytes = ByteBuffer.wrap(next());
                while (bytes.hasRemaining()) {
                    connection.write(bytes);
                }
            }
        } catch (IOException gone) {
            log.debug("A program that wrote events does not hear the answers.", gone);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be written next; empty if the connection ended. */
    private synchronized byte[] next() throws InterruptedException {
        while (unread.size() == 0 && connection.isOpen()) {
            wait(1_000); // to notice the end
        }
        byte[] next = unread.toByteArray();
        unread = new ByteArrayOutputStream(); // a large one is not kept
        return next;
    }

    private synchronized void say(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (unread.size() + bytes.length <= MOST_UNREAD_BYTES) {
            unread.writeBytes(bytes);
            notifyAll();
            return;
        }
        if (refusals.add()) {
            log.warn("A program that writes events does not read the answers; it was sent away.");
        }
        try {
            connection.close();
        } catch (IOException e) {
            log.debug("It could not be.", e);
        }
    }
}
