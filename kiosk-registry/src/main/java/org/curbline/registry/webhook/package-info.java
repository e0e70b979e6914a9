/** Webhooks, the events that are to be told to them, and how far that has come, in the database that gateways share. */
@NullMarked
package org.curbline.registry.webhook;

import org.jspecify.annotations.NullMarked;
