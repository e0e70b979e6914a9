package org.curbline.agent.source.charging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What measures the power at one port: a folder of {@code hwmon} (such as of an INA219) or {@code power_supply}. Found
 * anew with each reading, as numbers of such folders change when a device comes back.
 */
final class PowerSensor {
    /** More than USB can give (240 W): what says so is broken. */
    private static final long MOST_MILLIWATTS = 240_000;

    /** In bytes; what is longer is no number. */
    private static final int LONGEST = 64;

    private final Path pattern;

    /** @param pattern the folder's path; {@code *} stands for anything in one of its names */
    PowerSensor(Path pattern) {
        this.pattern = pattern;
    }

    /**
     * The power that flows, in milliwatts; to the device or from it, as some sensors are wired the other way round.
     *
     * @throws IOException if nothing can be read that makes sense, in a sentence for people
     */
    long milliwatts() throws IOException {
        Path folder = folder();
        long microwatts = microwatts(folder);
        long milliwatts = Math.abs(microwatts / 1_000);
        if (milliwatts > MOST_MILLIWATTS) {
            throw new IOException(folder + " says " + milliwatts / 1_000 + " W, which no USB port gives");
        }
        return milliwatts;
    }

    private static long microwatts(Path folder) throws IOException {
        if (Files.exists(folder.resolve("power1_input"))) { // hwmon, microwatts
            return number(folder.resolve("power1_input"));
        }
        if (Files.exists(folder.resolve("curr1_input"))) { // hwmon, milliamperes and millivolts
            Path volts = Files.exists(folder.resolve("in1_input"))
                    ? folder.resolve("in1_input")
                    : folder.resolve("in0_input");
            return Math.multiplyExact(number(folder.resolve("curr1_input")), number(volts));
        }
        if (Files.exists(folder.resolve("power_now"))) { // power_supply, microwatts
            return number(folder.resolve("power_now"));
        }
        if (Files.exists(folder.resolve("current_now"))) { // power_supply, microamperes and microvolts
            double microwatts =
                    (double) number(folder.resolve("current_now")) / 1e6 * number(folder.resolve("voltage_now"));
            return Math.round(microwatts);
        }
        throw new IOException("in " + folder + " nothing measures power: neither hwmon nor power_supply");
    }

    private Path folder() throws IOException {
        Path root = pattern.getRoot();
        List<Path> found = List.of(root == null ? Path.of("") : root);
        for (Path name : pattern) {
            found = below(found, name.toString());
        }
        if (found.isEmpty() || !Files.isDirectory(found.get(0))) {
            throw new IOException(pattern + " is not there");
        }
        return found.get(0);
    }

    private static List<Path> below(List<Path> folders, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!name.contains("*")) {
                found.add(folder.resolve(name));
            } else if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, name)) {
                    matching.forEach(found::add);
                }
            }
        }
        found.sort(null);
        return found;
    }

    private static long number(Path file) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(
                    file + " has no number in it: \"" + text.substring(0, Math.min(40, text.length())) + "\"", e);
        }
    }
}
