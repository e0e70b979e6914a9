package org.curbline.agent.source.hostapd;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Speaks at a control socket as hostapd 2.10 was seen to, of devices that a radio would have to be there for. */
public final class ScriptedHostapd implements Closeable {
    private static final int LOOKS_EVERY_MILLIS = 50;

    private final Path path;
    private final Thread thread = new Thread(this::answer, "hostapd");
    private final AFUNIXDatagramSocket socket;
    private volatile boolean over;
    private final Map<String, String> stations = new LinkedHashMap<>();
    private long askedBy = ProcessHandle.current().pid();
    private boolean isAttached;
    private boolean isMute;
    private String garbage = "";

    private ScriptedHostapd(AFUNIXDatagramSocket socket, Path path) {
        this.socket = socket;
        this.path = path;
    }

    public static ScriptedHostapd open(Path path) throws IOException {
        ScriptedHostapd hostapd = new ScriptedHostapd(bound(path), path);
        hostapd.thread.setDaemon(true);
        hostapd.thread.start();
        return hostapd;
    }

    private static AFUNIXDatagramSocket bound(Path path) throws IOException {
        AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance();
        socket.bind(AFUNIXSocketAddress.of(path.toFile()));
        socket.setSoTimeout(LOOKS_EVERY_MILLIS);
        return socket;
    }

    public synchronized void connect(String address) throws IOException {
        counts(address, 0, 0, 0);
        say("<3>AP-STA-CONNECTED " + address);
    }

    public synchronized void disconnect(String address) throws IOException {
        stations.remove(address);
        say("<3>AP-STA-DISCONNECTED " + address);
    }

    /** It is gone, and what was said of that is lost. */
    public synchronized void forget(String address) {
        stations.remove(address);
    }

    public synchronized void counts(String address, long up, long down, long seconds) {
        stations.put(
                address,
                address
                        + "\nflags=[AUTH][ASSOC][AUTHORIZED]\naid=1\ncapability=0x1\nrx_packets=1\ntx_packets=1\nrx_bytes="
                        + up + "\ntx_bytes=" + down + "\ninactive_msec=4\nsignal=-40\nconnected_time=" + seconds
                        + "\n");
    }

    /** It is listed, and no longer connected. */
    synchronized void leaves(String address, long up, long down, long seconds) {
        counts(address, up, down, seconds);
        stations.computeIfPresent(address, (each, said) -> said.replace("[AUTHORIZED]", ""));
    }

    /** An agent in another process. */
    public synchronized void askedBy(Process agent) {
        askedBy = agent.pid();
    }

    public synchronized void mute(boolean mute) {
        isMute = mute;
    }

    /** Answers so when it is asked for devices, if that is not empty. */
    public synchronized void garbage(String answer) {
        garbage = answer;
    }

    public synchronized void say(String unasked) throws IOException {
        if (isAttached && !over) {
            send(unasked);
        }
    }

    /** Nobody is at the socket when it is closed: its number may be another's a moment later. */
    @Override
    public void close() throws IOException {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            socket.close();
        }
        Files.deleteIfExists(path);
    }

    private void answer() {
        DatagramPacket asked = new DatagramPacket(new byte[4096], 4096);
        while (!over) {
            try {
                asked.setLength(4096);
                socket.receive(asked);
            } catch (SocketTimeoutException nobodyAsks) {
                continue;
            } catch (IOException broken) {
                throw new UncheckedIOException("hostapd's socket ended by itself", broken);
            }
            String command = new String(asked.getData(), 0, asked.getLength(), StandardCharsets.US_ASCII);
            try {
                obey(command);
            } catch (IOException gone) {
                // whoever asked
            }
        }
    }

    private synchronized void obey(String command) throws IOException {
        isAttached = command.equals("ATTACH") || (isAttached && !command.equals("DETACH"));
        if (!isMute) {
            send(garbage.isEmpty() || !command.startsWith("STA") ? answer(command) : garbage);
        }
    }

    private String answer(String command) {
        List<String> all = List.copyOf(stations.keySet());
        String[] words = command.split(" ", 2);
        return switch (words[0]) {
            case "PING" -> "PONG\n";
            case "ATTACH", "DETACH" -> "OK\n";
            case "GET_CONFIG" -> "bssid=00:10:a4:23:19:c0\nssid=Kiosk Private\nwps_state=disabled\n";
            case "STA" -> stations.getOrDefault(words[1], "FAIL\n");
            case "STA-FIRST" -> all.isEmpty() ? "" : stations.getOrDefault(all.get(0), "");
            case "STA-NEXT" -> {
                int next = all.indexOf(words[1]) + 1;
                yield next < all.size() ? stations.getOrDefault(all.get(next), "") : "";
            }
            default -> "UNKNOWN COMMAND\n";
        };
    }

    /** The library does not say by which name, without a file, it was asked; so that has to be known. */
    private void send(String said) throws IOException {
        byte[] bytes = said.getBytes(StandardCharsets.US_ASCII);
        socket.getChannel().send(ByteBuffer.wrap(bytes), ControlSocket.own(askedBy, path));
    }
}
