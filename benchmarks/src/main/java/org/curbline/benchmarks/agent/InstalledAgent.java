package org.curbline.benchmarks.agent;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.benchmarks.process.MeasuredProcess;

/**
 * The agent of an archive that was built, in a folder: with its own flags and the classes that it shares, and with
 * every source there is. Blocking.
 */
public final class InstalledAgent {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long NOT_SAID = Long.MAX_VALUE;
    private static final Pattern WAITING = Pattern.compile("\"waiting\":(\\d+)");

    private final Path folder;

    private InstalledAgent(Path folder) {
        this.folder = folder;
    }

    /** Unpacks it, and has it make its shared classes, as its package does. */
    public static InstalledAgent of(Path archive, Path folder) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("agent"));
        run(List.of("tar", "-xzf", archive.toString(), "-C", home.toString(), "--strip-components=1"));
        run(List.of(home.resolve("share-classes").toString()));
        Files.createDirectories(folder.resolve("hwmon"));
        Files.writeString(folder.resolve("hwmon/power1_input"), "0\n");
        Files.createFile(folder.resolve("Master.csv"));
        Files.writeString(folder.resolve("devices.key"), LocalDate.now(ZoneOffset.UTC) + " " + "0f".repeat(32));
        return new InstalledAgent(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Starts it; it is to be closed by the caller. */
    public MeasuredProcess start(String gateway, KioskUse use, String syncEvery)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(folder.resolve("agent/curbline-agent").toString(), "run", "--config", "/dev/null"));
        for (String setting : List.of(
                "kiosk=mn-05-000001",
                "gateway=" + gateway,
                "clock.trust=ALWAYS",
                "spool.folder=" + folder.resolve("spool"),
                "spool.sync-every=" + syncEvery,
                "status.socket=" + folder.resolve("status.sock"),
                "lines.socket=" + folder.resolve("events.sock"),
                "lines.programs=sleep 100000",
                "radius.port=" + use.radius(),
                "radius.host=127.0.0.1",
                "radius.secret=" + KioskUse.SECRET,
                "hostapd.sockets=" + folder.resolve("hostapd/lo"),
                "wifi.devices-key=" + folder.resolve("devices.key"),
                "charging.sensors=" + folder.resolve("hwmon"),
                "calls.file=" + folder.resolve("Master.csv"),
                "tablet.port=" + use.tablet(),
                "checks.charging.meters=" + folder.resolve("hwmon/power1_input"))) {
            command.addAll(List.of("--set", "curbline.agent." + setting));
        }
        MeasuredProcess agent = MeasuredProcess.server("agent", folder, command);
        awaitWaiting(agent, NOT_SAID - 1);
        return agent;
    }

    /** Waits until no more than so many events wait on its card. */
    public void awaitWaiting(MeasuredProcess agent, long atMost) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (waiting() > atMost) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the agent does not come so far:\n" + agent.lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** How many events wait on its card; more than any if it does not say. */
    public long waiting() {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("status.sock")))) {
            String said = new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = WAITING.matcher(said);
            return matcher.find() ? Long.parseLong(matcher.group(1)) : NOT_SAID;
        } catch (IOException notYet) {
            return NOT_SAID;
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + said);
        }
    }
}
