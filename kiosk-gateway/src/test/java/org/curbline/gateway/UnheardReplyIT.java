package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.RawMqtt.Packet;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.commands.CommandDesk.Order;
import org.curbline.gateway.commands.CommandSettings;
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.curbline.registry.command.CommandState;
import org.curbline.registry.command.IssuedCommand;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.store.embedded.EmbeddedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reply that was stored while nobody minded commands is found in the store. */
class UnheardReplyIT {
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");

    private final ClockToMove clock = new ClockToMove(NOON);

    @Test
    void byTheDeskThatIsStartedNext(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"), Duration.ofDays(60), clock);
                GatewayFixture fixture = GatewayFixture.over(store.writer(), clock)) {
            fixture.registry.put(new Kiosk(KIOSK.value(), Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
                kiosk.send(Packets.subscribe5(1, Command.topics(KIOSK))).expect(0x90);
                String id;
                try (CommandDesk desk = desk(fixture, store)) {
                    id = desk.give(new Order(KIOSK, "identify", Map.of(), Duration.ofMinutes(5), "ada", null))
                            .id();
                    Packet command = kiosk.expect(0x30);
                    int packetId = command.number(2 + command.number(0));
                    kiosk.send(new Packets().number(packetId).packet(0x40));
                    await(fixture, id, CommandState.ACKNOWLEDGED);
                }
                String reply = "{\"seq\":1,\"at\":\"" + NOON + "\",\"command\":\"" + id
                        + "\",\"result\":\"failed\",\"reason\":\"no-lamp\"}";
                kiosk.publish(2, "kiosks/" + KIOSK.value() + "/replies", reply).puback(2);
                assertEquals(CommandState.ACKNOWLEDGED, state(fixture, id), "nobody minds it");
                try (CommandDesk next = desk(fixture, store)) {
                    assertNotNull(next);
                    await(fixture, id, CommandState.FAILED);
                    IssuedCommand failed =
                            Objects.requireNonNull(fixture.registry.commands().find(id));
                    assertEquals("no-lamp", failed.reason());
                }
            }
        }
    }

    private CommandDesk desk(GatewayFixture fixture, EmbeddedStore store) {
        return CommandDesk.start(
                fixture.vertx,
                fixture.settings(CommandSettings.class),
                fixture.registry.commands(),
                fixture.gateway().commandLines(),
                store.reader(),
                clock);
    }

    private static void await(GatewayFixture fixture, String id, CommandState state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (state(fixture, id) != state) {
            assertTrue(System.nanoTime() < end, "It is not " + state + " after 60 s but " + state(fixture, id));
            Thread.sleep(20);
        }
    }

    private static CommandState state(GatewayFixture fixture, String id) {
        return Objects.requireNonNull(fixture.registry.commands().find(id)).state();
    }
}
