package org.curbline.gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");

    @Test
    void anUnknownKioskIsEnteredOnceHoweverOftenItConnectsMeanwhile() throws Exception {
        WorkersThatWait workers = new WorkersThatWait();
        try (KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:admission", InstantSource.system())) {
            MqttSettings settings = new SettingsLoader(Map.of(), Path.of(""))
                    .load(null, Map.of("curbline.mqtt.accept-unknown", "true"), MqttSettings.class)
                    .get(MqttSettings.class);
            Admission admission = new Admission(registry, settings, workers);
            for (int i = 0; i < 100; i++) {
                assertTrue(admission.isWelcome(KIOSK));
            }
            assertTrue(admission.isWelcome(KioskId.of("mn-05-000002")));
            assertEquals(2, workers.waiting.size());
            workers.work();
            assertTrue(registry.find(KIOSK.value()) != null);
            assertTrue(admission.isWelcome(KIOSK));
            assertEquals(0, workers.waiting.size());
        }
    }

    /** Takes work, and does it when told. */
    private static final class WorkersThatWait implements WorkerExecutor {
        private final List<Runnable> waiting = new ArrayList<>();

        @Override
        public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
            Promise<T> done = Promise.promise();
            waiting.add(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
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
