package org.curbline.agent.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Tries whether a target can be reached from one of the kiosk's addresses. Blocks for some seconds at most. */
final class Probe {
    private static final int AT_MOST_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int DNS_PORT = 53;
    private static final int DNS_QUERY = 0x0100;
    private static final int LONGEST_DNS = 512;
    private static final int LONGEST_LINE = 1_000;

    private final URI target;
    private final RandomGenerator random;

    Probe(ProbeTarget target, RandomGenerator random) {
        this.target = target.uri();
        this.random = random;
    }

    /**
     * Why it cannot be reached, as a code; empty if it can.
     *
     * @param from the addresses to ask from; empty for any
     */
    String failure(List<InetAddress> from) {
        try {
            return switch (target.getScheme()) {
                case "dns" -> dns(from);
                case "http" -> http(from);
                default -> {
                    connected(from, target.getPort()).close();
                    yield "";
                }
            };
        } catch (SocketTimeoutException e) {
            return target.getScheme() + "-timeout";
        } catch (UnknownHostException e) {
            return "name-unknown";
        } catch (ConnectException e) {
            return target.getScheme() + "-refused";
        } catch (IOException e) {
            return target.getScheme() + "-unreachable";
        }
    }

    private Socket connected(List<InetAddress> from, int port) throws IOException {
        Socket socket = new Socket();
        try {
            InetAddress to = InetAddress.getByName(target.getHost());
            socket.bind(near(from, to));
            socket.setSoTimeout(AT_MOST_MILLIS);
            socket.connect(new InetSocketAddress(to, port), AT_MOST_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Of the family that the target is of. */
    private static InetSocketAddress near(List<InetAddress> from, InetAddress to) throws IOException {
        if (from.isEmpty()) {
            return new InetSocketAddress(0);
        }
        InetAddress same = from.stream()
                .filter(address -> address.getClass().equals(to.getClass()))
                .findFirst()
                .orElseThrow(() -> new ConnectException("The interface has no address of that family"));
        return new InetSocketAddress(same, 0);
    }

    /** A redirection is a portal that wants something first. */
    private String http(List<InetAddress> from) throws IOException {
        int port = target.getPort() < 0 ? 80 : target.getPort();
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        try (Socket socket = connected(from, port)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + target.getHost() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String[] status = firstLine(socket).split(" ", 3);
            if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("\\d{3}")) {
                return "http-garbled";
            }
            return status[1].startsWith("2") ? "" : "http-" + status[1];
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 256);
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = reader.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** RFC 1035: asks for an address, and looks at the answer's head alone. */
    private String dns(List<InetAddress> from) throws IOException {
        ByteBuffer query = ByteBuffer.allocate(LONGEST_DNS);
        short id = (short) random.nextInt(1 << 16);
        query.putShort(id)
                .putShort((short) DNS_QUERY)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0);
        for (String label : target.getPath().substring(1).split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            query.put((byte) bytes.length).put(bytes);
        }
        query.put((byte) 0).putShort((short) 1).putShort((short) 1);
        InetAddress server = InetAddress.getByName(target.getHost());
        try (DatagramSocket socket = new DatagramSocket(near(from, server))) {
            socket.setSoTimeout(AT_MOST_MILLIS);
            int port = target.getPort() < 0 ? DNS_PORT : target.getPort();
            socket.connect(new InetSocketAddress(server, port));
            socket.send(new DatagramPacket(query.array(), query.position()));
            DatagramPacket answer = new DatagramPacket(new byte[LONGEST_DNS], LONGEST_DNS);
            socket.receive(answer);
            ByteBuffer head = ByteBuffer.wrap(answer.getData(), 0, answer.getLength());
            if (answer.getLength() < 12 || head.getShort() != id) {
                return "dns-garbled";
            }
            int code = head.getShort() & 0xF;
            head.getShort();
            return code != 0 ? "dns-error-" + code : head.getShort() == 0 ? "dns-empty" : "";
        }
    }
}
