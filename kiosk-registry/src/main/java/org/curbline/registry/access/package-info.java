/**
 * How kiosks come to their passwords, and how a password is checked: enrolments, slow hashes, and what is remembered of
 * them.
 */
@NullMarked
package org.curbline.registry.access;

import org.jspecify.annotations.NullMarked;
