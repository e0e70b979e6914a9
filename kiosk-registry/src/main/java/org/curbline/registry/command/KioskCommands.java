package org.curbline.registry.command;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.jspecify.annotations.Nullable;

/**
 * The commands that were given to kiosks. Every method blocks, and throws {@link RegistryException} if the database is
 * away.
 */
public final class KioskCommands {
    private final RegistryDatabase database;

    public KioskCommands(RegistryDatabase database) {
        this.database = database;
    }

    /**
     * Keeps a command, unless one was given with the same request's key.
     *
     * @return that one, or this
     * @throws IllegalArgumentException if a text cannot be stored, or nobody gave it
     */
    public IssuedCommand issue(IssuedCommand command) {
        Place.requireStorable("by", command.by());
        if (command.by().isBlank()) {
            throw new IllegalArgumentException("by must say who.");
        }
        return database.inOrder(handle -> {
            IssuedCommand before = command.request() == null ? null : CommandTable.ofRequest(handle, command.request());
            if (before == null) {
                CommandTable.insert(handle, command);
            }
            return before == null ? command : before;
        });
    }

    public @Nullable IssuedCommand find(String id) {
        return database.find(handle -> CommandTable.find(handle, id));
    }

    /** A kiosk's, the newest first. */
    public List<IssuedCommand> of(String kiosk, int limit) {
        return database.read(handle -> CommandTable.of(handle, Kiosk.canonical(kiosk), limit));
    }

    /** Those of which something is still expected, the oldest first. */
    public List<IssuedCommand> open() {
        return database.read(CommandTable::open);
    }

    /**
     * Notes that a command has come further.
     *
     * @param why empty if there is nothing to say
     * @return the command as it is now; null if there is none, or it is further already
     */
    public @Nullable IssuedCommand advance(String id, CommandState next, Instant when, String why) {
        return database.read(handle -> {
                    IssuedCommand before = CommandTable.lock(handle, id);
                    if (before == null || !before.state().mayBecome(next)) {
                        return Optional.<IssuedCommand>empty();
                    }
                    IssuedCommand now = before.in(next, when, why);
                    CommandTable.update(handle, now);
                    return Optional.of(now);
                })
                .orElse(null);
    }
}
