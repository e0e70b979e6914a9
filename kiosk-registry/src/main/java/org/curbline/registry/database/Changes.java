package org.curbline.registry.database;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** How a change comes to the database and to what is kept in memory. */
public interface Changes {
    <R> R change(Function<Handle, Change<R>> work);
}
