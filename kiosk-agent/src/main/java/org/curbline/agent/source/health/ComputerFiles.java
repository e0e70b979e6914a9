package org.curbline.agent.source.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.curbline.protocol.HealthReport;

/** What Linux says of the computer in {@code /proc} and {@code /sys}, below a root. */
final class ComputerFiles {
    private static final String THERMAL = "sys/class/thermal";
    private static final String HWMON = "sys/class/hwmon";
    private static final String NETWORK = "sys/class/net";
    /** Of a Raspberry Pi's firmware, whose folder some models number: one bit for each thing that is amiss. */
    private static final String PLATFORM = "sys/devices/platform";

    private static final String FIRMWARE = "soc*/soc*:firmware";

    /** More than any link that there is. */
    private static final long MOST_MEGABITS = 1_000_000;

    private final Path root;

    ComputerFiles(Path root) {
        this.root = root;
    }

    /** Time of the processors since the start, in ticks: how much, and how much of it they did nothing. */
    Ticks ticks() throws IOException {
        String all = firstLine(root.resolve("proc/stat"));
        String[] words = all.strip().split("\\s+", -1);
        if (words.length < 6 || !words[0].equals("cpu")) {
            throw new IOException("/proc/stat says nothing of the processors: " + all);
        }
        long sum = 0;
        int named = Math.min(words.length, 9); // what guests take is counted among the rest already
        for (int i = 1; i < named; i++) {
            sum += number(words[i], "/proc/stat");
        }
        return new Ticks(sum, number(words[4], "/proc/stat") + number(words[5], "/proc/stat"));
    }

    /** Memory that is not available to who asks for it, in percent. */
    double memoryPercent() throws IOException {
        Map<String, Long> kilobytes = new HashMap<>();
        for (String line : Files.readAllLines(root.resolve("proc/meminfo"), StandardCharsets.UTF_8)) {
            String[] words = line.split(":?\\s+", -1);
            if (words.length >= 2 && words[0].startsWith("Mem")) {
                kilobytes.put(words[0], number(words[1], "/proc/meminfo"));
            }
        }
        Long total = kilobytes.get("MemTotal");
        Long available = kilobytes.get("MemAvailable");
        if (total == null || available == null || total <= 0) {
            throw new IOException("/proc/meminfo does not say how much memory is available");
        }
        return 100.0 * (total - available) / total;
    }

    long uptimeSeconds() throws IOException {
        return (long) real(firstLine(root.resolve("proc/uptime")).split(" ", 2)[0], "/proc/uptime");
    }

    /** Over the last minute: how many want a processor. */
    double load() throws IOException {
        return real(firstLine(root.resolve("proc/loadavg")).split(" ", 2)[0], "/proc/loadavg");
    }

    /** The hottest of what is measured, in degrees Celsius; empty if nothing is. */
    OptionalDouble temperature() throws IOException {
        List<Path> sensors = new ArrayList<>(found(THERMAL, "thermal_zone*/temp"));
        if (sensors.isEmpty()) {
            sensors.addAll(found(HWMON, "hwmon*/temp*_input"));
        }
        OptionalDouble hottest = OptionalDouble.empty();
        for (Path sensor : sensors) {
            OptionalLong milli = numberIn(sensor);
            if (milli.isPresent()) {
                double celsius = (double) milli.getAsLong() / 1000;
                hottest = OptionalDouble.of(Math.max(celsius, hottest.orElse(celsius)));
            }
        }
        return hottest;
    }

    /** Whether the supply gives too little voltage now. */
    boolean isUndervolted() throws IOException {
        for (Path alarm : found(HWMON, "hwmon*/in0_lcrit_alarm")) {
            if (numberIn(alarm).orElse(0) != 0) {
                return true;
            }
        }
        return (throttled() & 1) != 0;
    }

    /** Whether the processor goes slower now than it could, as it is too hot or has too little voltage. */
    boolean isThrottled() throws IOException {
        return (throttled() & 0b1110) != 0;
    }

    /** The interfaces but for loopback and those of containers, in the order of their names. */
    List<NetworkLink> links() throws IOException {
        List<NetworkLink> links = new ArrayList<>();
        for (Path state : found(NETWORK, "*/operstate")) {
            Path link = state.resolveSibling("");
            boolean isHardware = Files.exists(link.resolve("device"));
            if (isHardware) {
                links.add(new NetworkLink(
                        String.valueOf(link.getFileName()),
                        stateOf(firstLine(state).strip(), numberIn(link.resolve("carrier"))),
                        (int) Math.max(
                                0,
                                Math.min(
                                        MOST_MEGABITS,
                                        numberIn(link.resolve("speed")).orElse(0)))));
            }
        }
        return links;
    }

    /** Drivers that say nothing of an interface know at least whether something is at its other end. */
    private static String stateOf(String said, OptionalLong carrier) {
        if (!said.equals("unknown") || carrier.isEmpty()) {
            return said;
        }
        return carrier.getAsLong() == 0 ? "down" : "up";
    }

    private int throttled() throws IOException {
        for (Path firmware : found(PLATFORM, FIRMWARE)) {
            try {
                String bits = firstLine(firmware.resolve("get_throttled")).strip();
                return Integer.parseInt(bits.replaceFirst("^0x", ""), 16);
            } catch (IOException | NumberFormatException broken) {
                // as if it were no Raspberry Pi
            }
        }
        return 0;
    }

    /** Files two levels below a folder, in order; none if it is not there. */
    private List<Path> found(String folder, String glob) throws IOException {
        Path top = root.resolve(folder);
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(top)) {
            return found;
        }
        String[] parts = glob.split("/", 2);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(top, parts[0])) {
            for (Path each : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(each, parts[1])) {
                    files.forEach(found::add);
                } catch (IOException gone) {
                    // a device that was just taken away
                }
            }
        }
        found.sort(null);
        return found;
    }

    /** Empty if the sensor cannot be read: one that is broken does not hide the others. */
    private static OptionalLong numberIn(Path file) {
        try {
            return OptionalLong.of(number(firstLine(file).strip(), file.toString()));
        } catch (IOException broken) {
            return OptionalLong.empty();
        }
    }

    private static String firstLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty()) {
            throw new IOException(file + " is empty");
        }
        return lines.get(0);
    }

    private static long number(String text, String where) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(where + " has no number where one should be: " + text, e);
        }
    }

    private static double real(String text, String where) throws IOException {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IOException(where + " has no number where one should be: " + text, e);
        }
    }

    /**
     * A network interface.
     *
     * @param state {@code up}, {@code down}, or another word of Linux
     * @param megabits what it carries in a second; 0 if nobody says
     */
    record NetworkLink(String name, String state, int megabits) {
        /** One of which nothing is known is not called down. */
        boolean isUp() {
            return state.equals("up") || state.equals("unknown");
        }

        @Override
        public String toString() {
            return name + " " + state + (megabits > 0 ? " (" + megabits + " Mbit/s)" : "");
        }
    }

    record Ticks(long all, long idle) {
        /** In percent, since an earlier look; {@link HealthReport#NOT_MEASURED} if no time has passed. */
        double busySince(Ticks earlier) {
            long passed = all - earlier.all;
            return passed <= 0
                    ? HealthReport.NOT_MEASURED
                    : Math.max(0, Math.min(100, 100 - 100.0 * (idle - earlier.idle) / passed));
        }
    }
}
