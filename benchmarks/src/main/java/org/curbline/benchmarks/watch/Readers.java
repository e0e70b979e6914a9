package org.curbline.benchmarks.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.benchmarks.process.MeasuredProcess;

/**
 * A process of many readers of the event stream, on one thread, so that they cost little. Told on standard input:
 *
 * <pre>
 * open PORT READERS    -> open
 * close                -> closed, all of them
 * count                -> EVENTS that all of them have read, CLOSED readers that were cut off
 * </pre>
 */
public final class Readers {
    /** As browsers ask. */
    private static final byte[] REQUEST =
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    private Readers() throws IOException {
        selector = Selector.open();
    }

    public static void main(String[] args) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Readers readers = new Readers();
        Thread reading = new Thread(readers::read, "readers");
        reading.setDaemon(true);
        reading.start();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            System.out.println(MeasuredProcess.ANSWER + readers.obey(line.split(" ", -1)));
        }
    }

    private String obey(String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> {
                for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                    open(Integer.parseInt(words[1]));
                }
                selector.wakeup();
                yield "open";
            }
            case "close" -> {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
                channels.clear();
                selector.wakeup(); // only a selection lets go of their sockets
                yield "closed";
            }
            case "count" -> events + " " + closed;
            default -> throw new IllegalArgumentException("Not a request: " + words[0]);
        };
    }

    private void open(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(REQUEST));
        channel.configureBlocking(false);
        channels.add(channel);
        channel.register(selector, SelectionKey.OP_READ);
    }

    private void read() {
        try {
            while (true) {
                selector.select(this::take);
            }
        } catch (IOException e) {
            throw new IllegalStateException("The readers cannot read", e);
        }
    }

    private void take(SelectionKey key) {
        try {
            in.clear();
            if (((SocketChannel) key.channel()).read(in) < 0) {
                throw new IOException("The server has ended the stream");
            }
            in.flip();
            long found = 0;
            while (in.remaining() >= 6) { // "\ndata:", which no other line of a stream has; cut in two by few reads
                if (in.get() == '\n' && in.get(in.position()) == 'd' && in.get(in.position() + 4) == ':') {
                    found++;
                }
            }
            events.addAndGet(found);
        } catch (ClosedChannelException e) {
            key.cancel(); // it was closed here
        } catch (IOException e) {
            closed.incrementAndGet();
            key.cancel();
        }
    }
}
