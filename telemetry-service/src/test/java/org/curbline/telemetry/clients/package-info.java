@NullMarked
package org.curbline.telemetry.clients;

import org.jspecify.annotations.NullMarked;
