package org.curbline.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.source.calls.ScriptedAsterisk;
import org.curbline.agent.source.hostapd.ScriptedHostapd;
import org.curbline.agent.source.radius.AccessPoint;
import org.curbline.testservers.FreePort;

/** What a kiosk's sources listen to, one of each, and how each is used: so that one can tell which use came through. */
final class KioskPeers implements AutoCloseable {
    static final String SECRET = "s3cret";
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    final AgentStand stand;
    final int radius;
    final int tablet;
    final Path hostapdSocket;
    final Path power;
    final Path callFile;
    final Path programFolder;
    /** What the computer says of itself. */
    final Path computer;

    ScriptedHostapd hostapd;
    ScriptedAsterisk asterisk;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(AT_MOST).build();

    KioskPeers(Path folder) throws IOException {
        stand = new AgentStand(folder);
        radius = FreePort.find();
        tablet = FreePort.find();
        hostapdSocket = folder.resolve("wlan0");
        hostapd = ScriptedHostapd.open(hostapdSocket);
        asterisk = ScriptedAsterisk.open(FreePort.find());
        power = Files.createDirectories(folder.resolve("hwmon")).resolve("power1_input");
        Files.writeString(power, "0\n");
        callFile = Files.createFile(folder.resolve("Master.csv"));
        programFolder = Files.createDirectories(folder.resolve("program"));
        computer = folder.resolve("computer");
        computer();
        settings();
    }

    private void settings() throws IOException {
        stand.set("clock.trust", "ALWAYS");
        stand.set("spool.sync-every", "200ms");
        stand.set("radius.port", radius);
        stand.set("radius.host", "127.0.0.1");
        stand.set("radius.secret", SECRET);
        stand.set("wifi.roam-within", "0s");
        stand.set("wifi.private-networks", "Kiosk Private");
        stand.set(
                "wifi.devices-key",
                Files.writeString(stand.folder.resolve("devices.key"), "2026-11-22 " + "0f".repeat(32)));
        stand.set("hostapd.sockets", hostapdSocket);
        stand.set("hostapd.every", "200ms");
        stand.set("charging.sensors", power.resolveSibling(""));
        stand.set("charging.hold", "10ms");
        stand.set("tablet.port", tablet);
        stand.set("lines.programs", "/bin/sh " + program());
        stand.set("health.every", "500ms");
        manager();
    }

    /** Calls are heard from Asterisk itself. */
    void manager() {
        stand.settings.remove("curbline.agent.calls.file");
        stand.set("calls.manager.port", asterisk.port());
        stand.set("calls.manager.user", ScriptedAsterisk.USER);
        stand.set("calls.manager.secret", ScriptedAsterisk.SECRET);
    }

    /** Calls are read from Asterisk's file. */
    void callFile() {
        stand.settings.keySet().removeIf(key -> key.startsWith("curbline.agent.calls."));
        stand.set("calls.file", callFile);
    }

    private void computer() throws IOException {
        write("proc/stat", "cpu  10 0 10 100 0 0 0 0 0 0\n");
        write("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 500 kB\n");
        write("proc/uptime", "5000.12 4000.00\n");
        write("proc/loadavg", "0.10 0.20 0.30 1/100 1000\n");
        write("sys/class/thermal/thermal_zone0/temp", "50000\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = computer.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    Path temperature() {
        return computer.resolve("sys/class/thermal/thermal_zone0/temp");
    }

    /** Writes what files named {@code say-*} hold, unless a file {@code hang} is there. */
    private Path program() throws IOException {
        return Files.writeString(
                programFolder.resolve("program"),
                """
                cd %s || exit 1
                echo $$ >pid
                while :; do
                  if [ ! -e hang ]; then
                    for said in say-*; do
                      [ ! -e "$said" ] || { mv "$said" now; cat now; }
                    done
                  fi
                  sleep 0.1
                done
                """
                        .formatted(programFolder));
    }

    /** The program's process; it has said so. */
    ProcessHandle programProcess() throws IOException {
        return ProcessHandle.of(Long.parseLong(
                        Files.readString(programFolder.resolve("pid")).strip()))
                .orElseThrow();
    }

    void stay(int mark) throws IOException {
        accessPoint(mark).stop("stay-" + mark, 1_000 + mark);
    }

    AccessPoint accessPoint(int mark) {
        return new AccessPoint(
                radius, SECRET, "", String.format(Locale.ROOT, "02-00-5E-00-%02X-%02X", mark >> 8 & 255, mark & 255));
    }

    /** Somebody uses the kiosk's own radio; gone with {@link #leave}. */
    void come(int mark) {
        hostapd.counts(station(mark), mark, mark, 5);
    }

    void leave(int mark) {
        hostapd.forget(station(mark));
    }

    private static String station(int mark) {
        return String.format(Locale.ROOT, "02:00:5e:01:%02x:%02x", mark >> 8 & 255, mark & 255);
    }

    void charge(int watts) throws IOException {
        replace(power, watts + "000000\n");
    }

    void call(int mark) throws IOException {
        asterisk.call("311", "kiosk", "ANSWERED", mark);
    }

    /** As Asterisk writes it. */
    void writeCall(int mark) throws IOException {
        String line =
                "\"\",\"+12125550100\",\"311\",\"kiosk\",\"\"\"Ada\"\" <+12125550100>\",\"c\",\"d\",\"Dial\",\"SIP/311\","
                        + "\"2026-11-26 12:00:00\",\"2026-11-26 12:00:01\",\"2026-11-26 12:30:43\"," + mark + "," + mark
                        + ",\"ANSWERED\",\"D\",\"1.1\",\"\"\n";
        Files.writeString(callFile, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The status with which the tablet's shell is answered. */
    int useTablet(int mark) throws IOException, InterruptedException {
        return http.send(post(mark), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    HttpRequest post(int mark) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tablet + "/sessions"))
                .timeout(AT_MOST)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"activity\":\"maps\",\"durationSeconds\":" + mark + "}"))
                .build();
    }

    /** A connection to the tablet's port that begins to say something. */
    Socket beginPost() throws IOException {
        Socket connected = new Socket(InetAddress.getLoopbackAddress(), tablet);
        OutputStream to = connected.getOutputStream();
        to.write("POST /sessions HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
        return connected;
    }

    static String line(int mark) {
        return "{\"kind\":\"usage/tablet\",\"activity\":\"maps\",\"durationSeconds\":" + mark + "}\n";
    }

    Path lineSocket() {
        return stand.folder.resolve("events.sock");
    }

    SocketChannel lines() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(lineSocket()));
    }

    static void write(SocketChannel to, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** The program says that. */
    void programSays(String name, String text) throws IOException {
        Path begun = Files.writeString(programFolder.resolve("begun-" + name), text);
        Files.move(begun, programFolder.resolve("say-" + name), StandardCopyOption.ATOMIC_MOVE);
    }

    void warm(int mark) throws IOException {
        replace(temperature(), mark + "00\n"); // tenths of a degree
    }

    /** As a file of the kernel's is never seen half. */
    static void replace(Path file, String text) throws IOException {
        Path begun = Files.writeString(file.resolveSibling(".begun"), text);
        Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whoever reads the file waits until what is returned is closed; when this returns, somebody does. */
    static OutputStream block(Path file) throws Exception {
        Path pipe = file.resolveSibling(".begun");
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException("mkfifo failed");
        }
        Files.move(pipe, file, StandardCopyOption.ATOMIC_MOVE);
        return Files.newOutputStream(file);
    }

    @Override
    public void close() throws IOException {
        hostapd.close();
        asterisk.close();
    }
}
