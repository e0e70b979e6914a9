@NullMarked
package org.curbline.telemetry.api;

import org.jspecify.annotations.NullMarked;
