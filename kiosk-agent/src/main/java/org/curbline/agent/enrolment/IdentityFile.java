package org.curbline.agent.enrolment;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.curbline.agent.link.GatewayPort;
import org.curbline.program.Why;
import org.curbline.protocol.KioskId;

/** The file that keeps an identity, for the agent's own eyes. Blocking. */
public final class IdentityFile {
    private final Path path;
    private final KeptFile file;

    public IdentityFile(Path path) {
        this.path = path;
        this.file = new KeptFile(path);
    }

    /**
     * The identity; empty if there is none.
     *
     * @throws IOException if it cannot be read, in a sentence for people
     */
    public Optional<Identity> read() throws IOException {
        try {
            Map<String, String> said = file.read();
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
            file.requireWritable();
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
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kiosk", identity.kiosk().value());
        values.put("gateway", identity.gateway().toString());
        values.put("password", identity.password());
        if (identity.pin() != null) {
            values.put("pin", identity.pin().toString());
        }
        file.write(values);
    }

    private static String required(Map<String, String> said, String name) {
        String value = said.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
