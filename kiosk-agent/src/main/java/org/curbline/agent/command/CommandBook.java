package org.curbline.agent.command;

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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last commands and how far each has come, in a file that is written anew whenever one gets further: commands are
 * rare. Either the former or the new state is there whenever the power is cut. One thread at a time.
 */
public final class CommandBook {
    private static final Logger log = LoggerFactory.getLogger(CommandBook.class);
    /** More than a gateway has on their way, and kept for longer than it repeats them. */
    private static final int MOST = 64;

    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final Map<String, Entry> entries;

    private CommandBook(Path file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Opens the book, an empty one if there is none or it cannot be read. Blocking. */
    public static CommandBook open(Path file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> said = new HashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    said.put(name, String.valueOf(json.nextTextValue()));
                }
                Entry entry = new Entry(
                        said.getOrDefault("id", ""),
                        said.getOrDefault("message", ""),
                        Progress.valueOf(said.getOrDefault("progress", "")),
                        said.getOrDefault("reason", ""));
                entries.put(entry.id, entry);
            }
        } catch (NoSuchFileException none) {
            log.debug("There were no commands yet.");
        } catch (IOException | IllegalArgumentException e) {
            log.warn("{} cannot be read; which commands were carried out is forgotten: {}", file, Why.of(e));
            entries.clear();
        }
        return new CommandBook(file, entries);
    }

    @Nullable
    Entry find(String id) {
        return entries.get(id);
    }

    Collection<Entry> all() {
        return List.copyOf(entries.values());
    }

    /** Notes how far a command has come; safe when it returns. */
    void note(Entry entry) throws IOException {
        @Nullable Entry before = entries.put(entry.id, entry);
        @Nullable
        Entry oldest = entries.size() > MOST ? entries.values().iterator().next() : null;
        if (oldest != null) {
            entries.remove(oldest.id);
        }
        try {
            write();
        } catch (IOException e) {
            if (before == null) {
                entries.remove(entry.id); // it was not taken
            }
            throw e;
        }
    }

    private void write() throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(made);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            for (Entry entry : entries.values()) {
                json.writeStartObject();
                json.writeStringField("id", entry.id);
                json.writeStringField("message", entry.message);
                json.writeStringField("progress", entry.progress.name());
                json.writeStringField("reason", entry.reason);
                json.writeEndObject();
                json.writeRaw('\n');
            }
        }
        force(made, StandardOpenOption.WRITE);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(
                Objects.requireNonNull(file.toAbsolutePath().getParent(), "A file lies in a folder"),
                StandardOpenOption.READ);
    }

    private static void force(Path what, StandardOpenOption as) throws IOException {
        try (FileChannel channel = FileChannel.open(what, as)) {
            channel.force(true);
        }
    }

    /** How far a command has come. Written on cards: names are never to be changed. */
    enum Progress {
        TAKEN,
        BEGUN,
        DONE,
        FAILED,
        /** It was done, and the reply is safe on the card. */
        DONE_REPLIED,
        FAILED_REPLIED;

        boolean isOpen() {
            return this == TAKEN || this == BEGUN;
        }

        boolean isReplied() {
            return this == DONE_REPLIED || this == FAILED_REPLIED;
        }

        boolean isDone() {
            return this == DONE || this == DONE_REPLIED;
        }
    }

    /**
     * A command.
     *
     * @param message the command as far as it is needed; empty once it is settled
     * @param reason why it failed; empty if it did not
     */
    record Entry(String id, String message, Progress progress, String reason) {
        Entry at(Progress now, String why) {
            return new Entry(id, now.isOpen() ? message : "", now, why);
        }
    }
}
