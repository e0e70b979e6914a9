package org.curbline.registry.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That somebody let a kiosk come to its password by a token, once. The token itself is kept nowhere.
 *
 * @param id 1 to 32 letters
 * @param by who let it
 * @param used null until it is
 * @param usedFrom the address it was used from; empty until it is
 */
public record Enrolment(
        String id, String kiosk, String by, Instant issued, Instant expires, @Nullable Instant used, String usedFrom) {}
