@NullMarked
package org.curbline.telemetry.pages;

import org.jspecify.annotations.NullMarked;
