/** Tests of the store; the contract that both adapters keep is {@code TelemetryStoreContract}. */
@NullMarked
package org.curbline.store;

import org.jspecify.annotations.NullMarked;
