/** The database that gateways share: opening and migrating it, and changing it one gateway at a time. */
@NullMarked
package org.curbline.registry.database;

import org.jspecify.annotations.NullMarked;
