/**
 * Scenarios: what a city goes through, as a file says it. A file is read strictly, and made into the city, the demand
 * and the faults that a fleet lives with. Those know nothing of scenarios.
 */
@NullMarked
package org.curbline.simulator.scenario;

import org.jspecify.annotations.NullMarked;
