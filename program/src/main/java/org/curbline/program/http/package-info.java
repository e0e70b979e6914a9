/**
 * What a program serves over HTTP: an API routed and checked by the very OpenAPI document it serves, metrics, health,
 * documents and pages. Whatever goes wrong is answered as a problem (RFC 9457) that names what the client can change.
 */
@NullMarked
package org.curbline.program.http;

import org.jspecify.annotations.NullMarked;
