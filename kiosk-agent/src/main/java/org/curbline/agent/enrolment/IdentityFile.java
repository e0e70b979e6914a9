package org.curbline.agent.enrolment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.curbline.agent.link.GatewayPort;
import org.curbline.program.Why;
import org.curbline.protocol.KioskId;

/** The file that keeps an identity, for the agent's own eyes. Blocking. */
public final class IdentityFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private final Path path;

    public IdentityFile(Path path) {
        this.path = path;
    }

    /**
     * The identity; empty if there is none.
     *
     * @throws IOException if it cannot be read, in a sentence for people
     */
    public Optional<Identity> read() throws IOException {
        Map<String, String> said = new HashMap<>();
        try (JsonParser parser = JSON.createParser(Files.readAllBytes(path))) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    said.put(name, String.valueOf(parser.nextTextValue()));
                }
            }
            String pin = said.get("pin");
            return Optional.of(new Identity(
                    KioskId.of(required(said, "kiosk")),
                    GatewayPort.parse(required(said, "gateway")),
                    required(said, "password"),
                    pin == null ? null : CertificatePin.parse(pin)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "The kiosk's identity in " + path + " cannot be read (" + Why.of(e)
                            + "): enrol the kiosk again, with another token.",
                    e);
        }
    }

    /** @throws IOException if it cannot be written, in a sentence for people */
    public void requireWritable() throws IOException {
        try {
            Files.delete(made());
        } catch (IOException e) {
            throw new IOException(
                    "The identity cannot be kept as " + path + " (" + e + "): is its folder there, and are you root?",
                    e);
        }
    }

    /**
     * Writes it so that either the former or this one is there whenever the power is cut, for its folder's owner alone.
     */
    public void write(Identity identity) throws IOException {
        Path made = made();
        try {
            try (OutputStream out = Files.newOutputStream(made);
                    JsonGenerator json = JSON.createGenerator(out)) {
                json.useDefaultPrettyPrinter();
                json.writeStartObject();
                json.writeStringField("kiosk", identity.kiosk().value());
                json.writeStringField("gateway", identity.gateway().toString());
                json.writeStringField("password", identity.password());
                if (identity.pin() != null) {
                    json.writeStringField("pin", identity.pin().toString());
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

    private static String required(Map<String, String> said, String name) {
        String value = said.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
