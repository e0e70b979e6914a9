/**
 * From an operator to a kiosk: commands are kept in the registry's database, sent when the kiosk listens, and end with
 * the kiosk's reply, which comes as every event does.
 */
@NullMarked
package org.curbline.gateway.commands;

import org.jspecify.annotations.NullMarked;
