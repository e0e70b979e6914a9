package org.curbline.agent.enrolment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A file of names and values for its folder's owner alone: whenever the power is cut, either the former or the next is
 * there. Blocking.
 */
final class KeptFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private final Path path;

    KeptFile(Path path) {
        this.path = path;
    }

    /** Throws {@link java.nio.file.NoSuchFileException} if it is not there. */
    Map<String, String> read() throws IOException {
        Map<String, String> said = new HashMap<>();
        try (JsonParser parser = JSON.createParser(Files.readAllBytes(path))) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    said.put(name, String.valueOf(parser.nextTextValue()));
                }
            }
        }
        return said;
    }

    /** Throws as {@link #write} would for a folder that is not there, or not this user's. */
    void requireWritable() throws IOException {
        Files.delete(made());
    }

    void write(Map<String, String> values) throws IOException {
        Path made = made();
        try {
            try (OutputStream out = Files.newOutputStream(made);
                    JsonGenerator json = JSON.createGenerator(out)) {
                json.useDefaultPrettyPrinter();
                json.writeStartObject();
                for (Map.Entry<String, String> each : values.entrySet()) {
                    json.writeStringField(each.getKey(), each.getValue());
                }
                json.writeEndObject();
            }
            Files.setOwner(made, Files.getOwner(folder())); // whoever enrols may be root, and the agent is not
            force(made, StandardOpenOption.WRITE);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder(), StandardOpenOption.READ);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    private Path made() throws IOException {
        return Files.createTempFile(folder(), "identity", ".new", PosixFilePermissions.asFileAttribute(OWNER_ALONE));
    }

    private Path folder() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "A file lies in a folder");
    }

    private static void force(Path what, StandardOpenOption as) throws IOException {
        try (FileChannel channel = FileChannel.open(what, as)) {
            channel.force(true);
        }
    }
}
