package org.curbline.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/**
 * Lays what use says over what a kiosk says of one service: it is suspect while it was said to be up and use spoke
 * against that. The two are told apart, so that reports that come late and uses that come late correct each its own.
 * Not thread-safe.
 */
public final class SuspectTime {
    private @Nullable Transition known;
    private @Nullable Transition suspicion;

    /**
     * Takes a change of {@link View#KNOWN} or {@link View#SUSPICION}, in the order of time.
     *
     * @return what holds from then on; null if nothing is known of the service yet
     */
    public @Nullable Transition take(Transition change) {
        if (change.view() == View.SUSPICION) {
            suspicion = change;
        } else {
            known = change;
        }
        return holds(known, suspicion, change.at());
    }

    private static @Nullable Transition holds(@Nullable Transition known, @Nullable Transition suspicion, Instant at) {
        if (known == null) {
            return null;
        }
        Transition holds =
                known.state() == ServiceState.UP && suspicion != null && suspicion.state() == ServiceState.SUSPECT
                        ? suspicion
                        : known;
        return new Transition(
                known.kiosk(),
                known.service(),
                View.KNOWN,
                at,
                known.before(),
                holds.state(),
                holds.reason(),
                known.detail());
    }

    /** Of changes of one kiosk's services, in the order of time. */
    static List<Transition> laidOver(List<Transition> changes) {
        Map<Service, SuspectTime> services = new EnumMap<>(Service.class);
        List<Transition> laid = new ArrayList<>();
        for (Transition change : changes) {
            Transition holds = services.computeIfAbsent(change.service(), none -> new SuspectTime())
                    .take(change);
            if (holds != null) {
                laid.add(holds);
            }
        }
        return laid;
    }
}
