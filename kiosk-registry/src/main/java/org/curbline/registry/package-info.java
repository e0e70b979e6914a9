/**
 * Who is out there: the fleet's kiosks with their places and lifecycle, and the credentials they connect with. Kept in
 * a relational database that several gateways may share (H2 in a file, or PostgreSQL), imported from the city's open
 * kiosk list, and answered from memory: {@link org.curbline.registry.KioskRegistry} is where to start. Other modules
 * need nothing of {@code database} but its settings and its exception, and nothing of {@code table}.
 */
@NullMarked
package org.curbline.registry;

import org.jspecify.annotations.NullMarked;
