package org.curbline.gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.mqtt.MqttAuth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.curbline.gateway.mqtt.Admission.Outcome;
import org.curbline.gateway.mqtt.Admission.Verdict;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final int MOST_WAITING = 3;

    private final WorkersThatWait hashing = new WorkersThatWait();
    private final WorkersThatWait database = new WorkersThatWait();
    private final KioskRegistry registry = RegistryInMemory.open(InstantSource.system());

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void anUnknownKioskIsEnteredOnceHoweverOftenItConnectsMeanwhile() {
        Admission admission = admission("accept-unknown", "true");
        for (int i = 0; i < 100; i++) {
            assertTrue(admission.isWelcome(KIOSK));
        }
        assertTrue(admission.isWelcome(KioskId.of("mn-05-000002")));
        assertEquals(2, database.waiting.size());
        database.work();
        assertTrue(registry.find(KIOSK.value()) != null);
        assertTrue(admission.isWelcome(KIOSK));
        assertEquals(0, database.waiting.size());
    }

    @Test
    void whosePasswordIsInMemoryIsAdmittedHoweverManyWaitForTheDatabase() {
        Admission admission = admission("access", "REGISTRY");
        registry.discover(KIOSK.value());
        registry.setPassword(KIOSK.value(), "secret");
        List<Future<Verdict>> strangers = new ArrayList<>();
        for (int i = 0; i < MOST_WAITING; i++) {
            strangers.add(admit(admission, "bk-09-" + i, "secret"));
        }
        assertEquals(
                Outcome.ADMITTED,
                admit(admission, KIOSK.value(), "secret").result().outcome());
        assertEquals(
                Outcome.UNAVAILABLE,
                admit(admission, KIOSK.value(), "wrong").result().outcome(),
                "that could be another one by now; but so many may wait to know, and no more");
        assertTrue(strangers.stream().noneMatch(Future::isComplete), "nothing is known of them yet");

        database.work();
        strangers.forEach(
                each -> assertEquals(Outcome.BAD_CREDENTIALS, each.result().outcome()));
        Future<Verdict> again = admit(admission, KIOSK.value(), "wrong");
        database.work();
        assertEquals(Outcome.BAD_CREDENTIALS, again.result().outcome());
    }

    @Test
    void whosePasswordIsRememberedIsAdmittedHoweverManyWaitForASlowHash() {
        Admission admission = admission("access", "REGISTRY");
        registry.discover(KIOSK.value());
        registry.setPassword(KIOSK.value(), "secret");
        admit(admission, KIOSK.value(), "secret");
        List<Future<Verdict>> others = new ArrayList<>();
        for (int i = 0; i < MOST_WAITING; i++) {
            others.add(admission.admit(new MqttAuth(KIOSK.value(), "guess " + i), null));
        }
        assertEquals(MOST_WAITING, hashing.waiting.size());
        assertEquals(
                Outcome.ADMITTED,
                admission
                        .admit(new MqttAuth(KIOSK.value(), "secret"), null)
                        .result()
                        .outcome());

        Future<Verdict> tooMany = admission.admit(new MqttAuth(KIOSK.value(), "one more guess"), null);
        assertEquals(Outcome.UNAVAILABLE, tooMany.result().outcome());
        assertEquals(MOST_WAITING, hashing.waiting.size(), "nothing is kept of it");
        assertEquals(1, admission.turnedAwayByHashing());
        assertTrue(others.stream().noneMatch(Future::isComplete));

        hashing.work();
        database.work();
        others.forEach(
                each -> assertEquals(Outcome.BAD_CREDENTIALS, each.result().outcome()));
        Future<Verdict> again = admit(admission, KIOSK.value(), "one more guess");
        database.work();
        assertEquals(Outcome.BAD_CREDENTIALS, again.result().outcome(), "there is room again");
        assertEquals(1, admission.turnedAwayByHashing());
        assertEquals(0, admission.turnedAwayByDatabase());
    }

    @Test
    void forWhomNobodyWaitsNothingIsHashed() throws TimeoutException {
        Admission admission = admission("access", "REGISTRY", Duration.ofMillis(1));
        registry.discover(KIOSK.value());
        registry.setPassword(KIOSK.value(), "secret");
        Future<Verdict> verdict = admission.admit(new MqttAuth(KIOSK.value(), "secret"), null);
        assertEquals(Outcome.UNAVAILABLE, verdict.await(5, TimeUnit.MINUTES).outcome(), "it waited for too long");
        hashing.work();
        assertInstanceOf(TimeoutException.class, hashing.failures.get(0));
        assertEquals(1, admission.turnedAwayByHashing());
    }

    @Test
    void whoWaitsTooLongIsToldToComeAgainAndNotAskedForAnyMore() throws TimeoutException {
        Admission admission = admission("access", "REGISTRY", Duration.ofMillis(1));
        assertEquals(
                Outcome.UNAVAILABLE,
                admit(admission, KIOSK.value(), "secret")
                        .await(5, TimeUnit.MINUTES)
                        .outcome());
        database.work();
        assertInstanceOf(TimeoutException.class, database.failures.get(0));
    }

    @Test
    void whoBringsNoPasswordHasAWrongOne() {
        Admission admission = admission("access", "REGISTRY");
        registry.discover(KIOSK.value());
        registry.setPassword(KIOSK.value(), "secret");
        Future<Verdict> verdict = admit(admission, KIOSK.value(), null);
        database.work();
        assertEquals(Outcome.BAD_CREDENTIALS, verdict.result().outcome());
    }

    @Test
    void itEndsWhenTheDatabaseHasAnswered() {
        Admission admission = admission("access", "REGISTRY");
        admit(admission, KIOSK.value(), "secret");
        admission.isWelcome(KIOSK);
        Future<Void> end = admission.end();
        assertFalse(end.isComplete());
        database.work();
        assertTrue(end.succeeded());
        assertTrue(admission.end().succeeded());
    }

    @Test
    void itEndsWithoutAnAnswerIfNoneComes() throws TimeoutException {
        Admission admission = admission("access", "REGISTRY", Duration.ofMillis(1));
        admit(admission, KIOSK.value(), "secret");
        admission.end().await(5, TimeUnit.MINUTES);
    }

    /** Up to where the database would be asked. */
    private Future<Verdict> admit(Admission admission, String user, @Nullable String password) {
        Future<Verdict> verdict = admission.admit(new MqttAuth(user, password), null);
        hashing.work();
        return verdict;
    }

    private Admission admission(String key, String value) {
        return admission(key, value, Duration.ofHours(1));
    }

    private Admission admission(String key, String value, Duration patience) {
        MqttSettings settings = new SettingsLoader(Map.of(), Path.of(""))
                .load(null, Map.of("curbline.mqtt." + key, value), MqttSettings.class)
                .get(MqttSettings.class);
        return new Admission(registry, settings, hashing, database, patience, MOST_WAITING);
    }

    /** Takes work, and does it when told. */
    private static final class WorkersThatWait implements WorkerExecutor {
        final List<Runnable> waiting = new ArrayList<>();
        final List<Exception> failures = new ArrayList<>();

        @Override
        public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
            Promise<T> done = Promise.promise();
            waiting.add(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    failures.add(e);
                    done.fail(e);
                }
            });
            return done.future();
        }

        void work() {
            waiting.forEach(Runnable::run);
            waiting.clear();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public boolean isMetricsEnabled() {
            return false;
        }
    }
}
