package org.curbline.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that makes connections ({@code CONNECT}: RFC 9110, 9.3.6). The names of hosts are looked up by the
 * proxy, as a kiosk behind one may not be able to.
 *
 * @param user null if it asks for none
 */
public record HttpProxy(String host, int port, @Nullable String user, @Nullable String password) {
    private static final int LONGEST_ANSWER = 16 * 1024;
    private static final int FORBIDDEN = 403;
    private static final int WHO_ARE_YOU = 407;

    /**
     * A connection through it. Blocking.
     *
     * @throws ProxyTroubleException if it makes none
     */
    public Socket connect(String toHost, int toPort, Duration atMost) throws ProxyTroubleException {
        Socket socket = new Socket();
        String to = toHost + ":" + toPort;
        int answer;
        try {
            socket.connect(new InetSocketAddress(host, port), (int) atMost.toMillis());
            socket.setSoTimeout((int) atMost.toMillis());
            socket.getOutputStream().write(request(to).getBytes(StandardCharsets.US_ASCII));
            answer = answer(socket.getInputStream());
            socket.setSoTimeout(0);
        } catch (IOException e) {
            close(socket);
            throw new ProxyTroubleException(inWords(e), e);
        }
        if (answer / 100 != 2) {
            close(socket);
            throw new ProxyTroubleException(inWords(answer, to), null);
        }
        return socket;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "the proxy " + host + ":" + port;
    }

    private String request(String to) {
        String proof = user == null
                ? ""
                : "Proxy-Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString((user + ":" + (password == null ? "" : password))
                                        .getBytes(StandardCharsets.UTF_8))
                        + "\r\n";
        return "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n" + proof + "\r\n";
    }

    /** The status; of what comes behind the answer's head nothing is read, as that is the gateway's. */
    private static int answer(InputStream from) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = from.read();
            if (next < 0 || head.length() >= LONGEST_ANSWER) {
                throw new IOException("it answers nothing that HTTP knows");
            }
            head.append((char) next);
        }
        String[] words = head.toString().split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9]{2}.*")) {
            throw new IOException("it answers nothing that HTTP knows");
        }
        return Integer.parseInt(words[1].substring(0, 3));
    }

    private String inWords(int answer, String to) {
        return switch (answer) {
            case WHO_ARE_YOU ->
                user == null
                        ? this + " asks who this kiosk is (407): curbline.agent.proxy.user and password"
                        : this + " does not know this user and password (407): are curbline.agent.proxy.user and"
                                + " password right?";
            case FORBIDDEN ->
                this + " does not allow connections with " + to + " (403): it must be told to, by CONNECT";
            default -> this + " makes no connection with " + to + " (it answers " + answer + "): can it reach that?";
        };
    }

    private String inWords(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return this + " is not known by that name: is curbline.agent.proxy.address right, and does DNS work here?";
        }
        if (failure instanceof SocketTimeoutException) {
            return this + " does not answer (" + Why.of(failure) + ")";
        }
        return this + " cannot be used (" + Why.of(failure)
                + "): is curbline.agent.proxy.address right, and does it run?";
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // it is of no use any more
        }
    }
}
