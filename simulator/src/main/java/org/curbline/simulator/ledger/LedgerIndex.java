package org.curbline.simulator.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** The accounts of a ledger by kiosk and run. Safe for every thread. */
public final class LedgerIndex {
    private final Map<KioskId, Map<String, Account>> accounts = new ConcurrentHashMap<>();

    /** The kiosks that have an account. */
    public Collection<KioskId> kiosks() {
        return List.copyOf(accounts.keySet());
    }

    /** A kiosk's accounts, one for each run. */
    public Collection<Account> accounts(KioskId kiosk) {
        return List.copyOf(accounts.getOrDefault(kiosk, Map.of()).values());
    }

    /** The account of one run, or null if the ledger has none. */
    public @Nullable Account account(KioskId kiosk, String run) {
        return accounts.getOrDefault(kiosk, Map.of()).get(run);
    }

    Account open(KioskId kiosk, String run) {
        return accounts.computeIfAbsent(kiosk, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(run, key -> new Account(kiosk, run));
    }
}
