package org.curbline.gateway.mqtt;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.mqtt.MqttAuth;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.gateway.mqtt.MqttSettings.Access;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a client is. With access by registry the user name is the kiosk's id and the password must fit; with open access
 * a user name is believed, and a client without one becomes the kiosk it first publishes as. Where certificates are
 * asked for, it must be the kiosk that its own names as well. Any thread; slow hashes run on workers.
 */
public final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final KioskRegistry registry;
    private final MqttSettings settings;
    private final WorkerExecutor workers;
    private final Set<KioskId> beingEntered = ConcurrentHashMap.newKeySet();

    public Admission(KioskRegistry registry, MqttSettings settings, WorkerExecutor workers) {
        this.registry = registry;
        this.settings = settings;
        this.workers = workers;
    }

    /**
     * Completes with what the client is, or with why it is turned away.
     *
     * @param certified whom its certificate names, null if it need not show one
     */
    Future<Verdict> admit(@Nullable MqttAuth auth, @Nullable String certified) {
        return admit(auth).map(verdict -> certified == null ? verdict : verdict.of(certified));
    }

    private Future<Verdict> admit(@Nullable MqttAuth auth) {
        if (settings.access() == Access.OPEN) {
            return Future.succeededFuture(open(auth));
        }
        if (auth == null) {
            return Future.succeededFuture(Verdict.NOT_AUTHORIZED);
        }
        if (!KioskId.isValid(auth.getUsername())) {
            return Future.succeededFuture(Verdict.BAD_CREDENTIALS);
        }
        KioskId kiosk = KioskId.of(auth.getUsername());
        return workers.executeBlocking(() -> registry.verify(kiosk.value(), auth.getPassword()), false)
                .map(fits -> fits ? new Verdict(Outcome.ADMITTED, kiosk) : Verdict.BAD_CREDENTIALS)
                .otherwise(failure -> {
                    log.warn("The registry could not check a password; the client is asked to come again.", failure);
                    return Verdict.UNAVAILABLE;
                });
    }

    /** Whether the kiosk may publish at all; enters it into the registry when it is new and that is allowed. */
    boolean isWelcome(KioskId kiosk) {
        if (registry.find(kiosk.value()) != null) {
            return true;
        }
        if (!settings.acceptUnknown()) {
            return false;
        }
        if (beingEntered.add(kiosk)) {
            enter(kiosk);
        }
        return true;
    }

    private void enter(KioskId kiosk) {
        workers.executeBlocking(
                        () -> {
                            registry.discover(kiosk.value());
                            return null;
                        },
                        false)
                .onFailure(failure -> log.warn("Kiosk {} was not entered into the registry.", kiosk, failure))
                .onComplete(done -> beingEntered.remove(kiosk));
    }

    private static Verdict open(@Nullable MqttAuth auth) {
        if (auth == null || !KioskId.isValid(auth.getUsername())) {
            return new Verdict(Outcome.ADMITTED, null);
        }
        return new Verdict(Outcome.ADMITTED, KioskId.of(auth.getUsername()));
    }

    enum Outcome {
        ADMITTED,
        BAD_CREDENTIALS,
        NOT_AUTHORIZED,
        UNAVAILABLE
    }

    /** @param kiosk who it is; null when it has yet to say so by publishing */
    record Verdict(Outcome outcome, @Nullable KioskId kiosk) {
        static final Verdict BAD_CREDENTIALS = new Verdict(Outcome.BAD_CREDENTIALS, null);
        static final Verdict NOT_AUTHORIZED = new Verdict(Outcome.NOT_AUTHORIZED, null);
        static final Verdict UNAVAILABLE = new Verdict(Outcome.UNAVAILABLE, null);

        /** The same, if the client is whom its certificate names. */
        private Verdict of(String certified) {
            if (outcome != Outcome.ADMITTED) {
                return this;
            }
            boolean fits =
                    kiosk == null ? KioskId.isValid(certified) : kiosk.value().equals(certified);
            return fits ? new Verdict(outcome, KioskId.of(certified)) : NOT_AUTHORIZED;
        }
    }
}
