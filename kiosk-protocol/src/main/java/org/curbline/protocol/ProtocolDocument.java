package org.curbline.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The protocol as a document for people and their tools, to be served as it is. */
public final class ProtocolDocument {
    private static final String RESOURCE = "asyncapi.yaml";

    private ProtocolDocument() {}

    /** The AsyncAPI 3 document in YAML. Read anew with each call: keep it. */
    public static String asyncApi() {
        try (InputStream in = ProtocolDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + ProtocolDocument.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
