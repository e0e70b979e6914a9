/** What is asked over HTTP, and answered: parameters in, JSON, CSV and pages out. Nothing is reckoned here. */
@NullMarked
package org.curbline.telemetry.api;

import org.jspecify.annotations.NullMarked;
