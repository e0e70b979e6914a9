/** The kiosks' side of the gateway: MQTT connections, who may be what, and acknowledgements in the order of arrival. */
@NullMarked
package org.curbline.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
