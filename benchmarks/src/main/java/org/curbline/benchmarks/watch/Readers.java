package org.curbline.benchmarks.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.benchmarks.process.MeasuredProcess;

/**
 * A process of many readers of the event stream, on one thread, so that they cost little. Told on standard input:
 *
 * <pre>
 * open PORT READERS    -> open
 * count                -> EVENTS that all of them have read, CLOSED readers that were cut off
 * </pre>
 */
public final class Readers {
    private static final byte[] REQUEST =
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    private Readers() throws IOException {
        selector = Selector.open();
    }

    public static void main(String[] args) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Readers readers = new Readers();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("open")) {
                for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                    readers.open(Integer.parseInt(words[1]));
                }
                Thread reading = new Thread(readers::read, "readers");
                reading.setDaemon(true);
                reading.start();
                System.out.println(MeasuredProcess.ANSWER + "open");
            } else {
                System.out.println(MeasuredProcess.ANSWER + readers.events + " " + readers.closed);
            }
        }
    }

    private void open(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(REQUEST));
        channel.configureBlocking(false);
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
        } catch (IOException e) {
            closed.incrementAndGet();
            key.cancel();
        }
    }
}
