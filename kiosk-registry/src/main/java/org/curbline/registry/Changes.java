package org.curbline.registry;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** How a change comes to the database and to what is kept in memory. */
interface Changes {
    <R> R change(Function<Handle, Change<R>> work);
}
