/**
 * The kiosk gateway: kiosks' MQTT in, stored points out, acknowledgement back. Data walks {@code mqtt -> pipeline ->
 * store}; what is bad walks {@code pipeline -> quarantine} {@link org.curbline.gateway.Gateway} puts the parts
 * together.
 */
@NullMarked
package org.curbline.gateway;

import org.jspecify.annotations.NullMarked;
