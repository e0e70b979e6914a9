package org.curbline.agent.source.wifi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.protocol.ClientSalt;

/**
 * The file with the key from which salts are made: a day of its week, a blank, and 64 hexadecimal digits. Each week it
 * is overwritten with the next key, so that the one before is nowhere. Blocking.
 */
final class DevicesKey {
    private static final Pattern FORM = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})\\s+([0-9a-fA-F]{64})");

    private final Path path;

    DevicesKey(Path path) {
        this.path = path;
    }

    /** @throws IOException if there is none, in a sentence for people, without what it says */
    ClientSalt read() throws IOException {
        Matcher said;
        try {
            said = FORM.matcher(Files.readString(path).strip());
        } catch (NoSuchFileException e) {
            throw new IOException(path + " is not there: without the city's key, devices are not counted", e);
        }
        if (!said.matches()) {
            throw new IOException(path + " must hold a day, such as 2026-11-22, and 64 hexadecimal digits");
        }
        try {
            return ClientSalt.of(LocalDate.parse(said.group(1)), HexFormat.of().parseHex(said.group(2)));
        } catch (DateTimeException e) {
            throw new IOException(path + " names a day that there is none, and 64 hexadecimal digits", e);
        }
    }

    /** Either the former or this one is there whenever the power is cut. */
    void write(ClientSalt salt) throws IOException {
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "A file lies in a folder");
        Path made = Files.createTempFile(
                folder,
                "devices",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(made, salt.week() + " " + HexFormat.of().formatHex(salt.key()) + "\n");
            force(made, StandardOpenOption.WRITE);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder, StandardOpenOption.READ);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static void force(Path what, StandardOpenOption as) throws IOException {
        try (FileChannel channel = FileChannel.open(what, as)) {
            channel.force(true);
        }
    }
}
