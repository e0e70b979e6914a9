package org.curbline.gateway.mqtt;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.mqtt.MqttAuth;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.curbline.gateway.mqtt.MqttSettings.Access;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.access.KnownPassword;
import org.curbline.registry.access.PasswordCheck;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a client is. With access by registry the user name is the kiosk's id and the password must fit; with open access
 * a user name is believed, and a client without one becomes the kiosk it first publishes as. Where certificates are
 * asked for, it must be the kiosk that its own names as well. Any thread; slow hashes run on workers, and on others
 * what needs the registry's database: however long that takes, who has the password in memory is admitted meanwhile,
 * and who has another one gets an answer. So many clients may wait for each, for so long; others are to come again, as
 * a fleet does whose gateway has just started and remembers none of its passwords.
 */
public final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    /** How many clients may wait for slow hashes, and how many for the registry's database. */
    static final int MOST_WAITING = 100;

    /** How long a client waits for either: clients give up after some ten to thirty seconds, and would not know why. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KioskRegistry registry;
    private final MqttSettings settings;
    private final Line hashing;
    private final Line asking;
    private final WorkerExecutor database;
    private final Duration patience;
    private final Set<KioskId> beingEntered = ConcurrentHashMap.newKeySet();
    private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param hashing checks passwords, and never waits
     * @param database asks the registry's database, and waits as long as that takes
     */
    public Admission(KioskRegistry registry, MqttSettings settings, WorkerExecutor hashing, WorkerExecutor database) {
        this(registry, settings, hashing, database, PATIENCE, MOST_WAITING);
    }

    Admission(
            KioskRegistry registry,
            MqttSettings settings,
            WorkerExecutor hashing,
            WorkerExecutor database,
            Duration patience,
            int mostWaiting) {
        this.registry = registry;
        this.settings = settings;
        this.hashing =
                new Line("their passwords to be checked", mostWaiting, work -> hashing.executeBlocking(work, false));
        this.asking = new Line("the registry's database", mostWaiting, this::onDatabase);
        this.database = database;
        this.patience = patience;
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
        PasswordCheck check = registry.check(kiosk.value(), auth.getPassword() == null ? "" : auth.getPassword());
        Future<Boolean> inMemory =
                check.isQuick() ? Future.succeededFuture(check.fitsMemory()) : hashing.await(check::fitsMemory);
        return inMemory.compose(fits -> fits ? Future.succeededFuture(true) : asking.await(check::fitsDatabase))
                .map(fits -> fits ? new Verdict(Outcome.ADMITTED, kiosk, check.fitted()) : Verdict.BAD_CREDENTIALS)
                .otherwise(Verdict.UNAVAILABLE);
    }

    /** How many clients were told to come again, as too many waited for slow hashes, or they for too long. */
    public long turnedAwayByHashing() {
        return hashing.turnedAway.sum();
    }

    /** How many, as the registry's database did not answer, or too many waited for it. */
    public long turnedAwayByDatabase() {
        return asking.turnedAway.sum();
    }

    /** Completes when the database is asked nothing more, or is left to itself as that takes too long. */
    public Future<Void> end() {
        return Future.join(List.copyOf(underWay))
                .<Void>mapEmpty()
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private <T> Future<T> onDatabase(Callable<T> work) {
        Future<T> done = database.executeBlocking(work, false);
        underWay.add(done);
        return done.onComplete(over -> underWay.remove(done));
    }

    /** Whether it would be admitted still, with what it showed then; its password may be another by now. */
    boolean isStillAdmitted(@Nullable KnownPassword shown) {
        return shown == null || registry.isCurrent(shown);
    }

    /** Another one whenever somebody who is admitted may be no longer. */
    long revision() {
        return registry.revision();
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
        onDatabase(() -> registry.discover(kiosk.value()))
                .onFailure(failure -> log.warn("Kiosk {} was not entered into the registry.", kiosk, failure))
                .onComplete(done -> beingEntered.remove(kiosk));
    }

    private static Verdict open(@Nullable MqttAuth auth) {
        if (auth == null || !KioskId.isValid(auth.getUsername())) {
            return new Verdict(Outcome.ADMITTED, null, null);
        }
        return new Verdict(Outcome.ADMITTED, KioskId.of(auth.getUsername()), null);
    }

    /** Clients that wait for something. */
    private final class Line {
        private final String what;
        private final int most;
        private final Function<Callable<Boolean>, Future<Boolean>> workers;
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicBoolean stuck = new AtomicBoolean();
        private final LongAdder turnedAway = new LongAdder();

        Line(String what, int most, Function<Callable<Boolean>, Future<Boolean>> workers) {
            this.what = what;
            this.most = most;
            this.workers = workers;
        }

        /** Whether it is the password; fails if that is not known in time, or too many wait already. */
        Future<Boolean> await(Callable<Boolean> check) {
            if (waiting.incrementAndGet() > most) {
                waiting.decrementAndGet();
                return turnAway(
                        new RejectedExecutionException("More than " + most + " clients wait for " + what + '.'));
            }
            long until = System.nanoTime() + patience.toNanos();
            return workers.apply(() -> {
                        if (System.nanoTime() > until) {
                            throw new TimeoutException("Nobody waits for it any more.");
                        }
                        return check.call();
                    })
                    .onComplete(done -> waiting.decrementAndGet())
                    .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .onSuccess(fits -> {
                        if (waiting.get() == 0 && stuck.getAndSet(false)) {
                            log.info("Nobody waits for {} any more.", what);
                        }
                    })
                    .recover(this::turnAway);
        }

        private Future<Boolean> turnAway(Throwable why) {
            turnedAway.increment();
            if (!stuck.getAndSet(true)) {
                log.warn("Clients that wait for {} are told to come again.", what, why);
            }
            return Future.failedFuture(why);
        }
    }

    enum Outcome {
        ADMITTED,
        BAD_CREDENTIALS,
        NOT_AUTHORIZED,
        UNAVAILABLE
    }

    /**
     * What becomes of a client.
     *
     * @param kiosk who it is; null when it has yet to say so by publishing
     * @param shown the password it was admitted with; null if none was asked for
     */
    record Verdict(Outcome outcome, @Nullable KioskId kiosk, @Nullable KnownPassword shown) {
        static final Verdict BAD_CREDENTIALS = new Verdict(Outcome.BAD_CREDENTIALS, null, null);
        static final Verdict NOT_AUTHORIZED = new Verdict(Outcome.NOT_AUTHORIZED, null, null);
        static final Verdict UNAVAILABLE = new Verdict(Outcome.UNAVAILABLE, null, null);

        /** The same, if the client is whom its certificate names. */
        private Verdict of(String certified) {
            if (outcome != Outcome.ADMITTED) {
                return this;
            }
            boolean fits =
                    kiosk == null ? KioskId.isValid(certified) : kiosk.value().equals(certified);
            return fits ? new Verdict(outcome, KioskId.of(certified), shown) : NOT_AUTHORIZED;
        }
    }
}
