/**
 * How a kiosk comes to know who it is: a token is exchanged at the gateway for an identity, which is kept in a file.
 */
@NullMarked
package org.curbline.agent.enrolment;

import org.jspecify.annotations.NullMarked;
