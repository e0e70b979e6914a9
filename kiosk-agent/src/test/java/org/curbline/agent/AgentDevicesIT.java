package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.curbline.agent.source.radius.AccessPoint;
import org.curbline.demand.DaySketch;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kiosks whose access points account for many devices, some for the same: how many there were is known of both. */
class AgentDevicesIT {
    private static final String KEY = "0f".repeat(32);
    private static final LocalDate SUNDAY = LocalDate.of(2027, 2, 28);
    private static final int DEVICES = 1_200;
    /** So few that a slow agent's port has room for them. */
    private static final int AT_ONCE = 100;

    /** Of these at both. */
    private static final int AT_BOTH = 400;

    @Test
    void devicesOfADayAreCountedOnceThoughSeenAtTwoKiosksAndBySeveralStays(@TempDir Path one, @TempDir Path other)
            throws Exception {
        ClientSketch first = sketch(one, 0);
        ClientSketch second = sketch(other, DEVICES - AT_BOTH);
        assertEquals(first.salt(), second.salt());
        assertEquals(DEVICES, estimate(first), DEVICES * 0.05);
        assertEquals(2 * DEVICES - AT_BOTH, estimate(first, second), 2 * DEVICES * 0.05);
    }

    /** What a kiosk publishes when the day is over on which so many devices from a number on used its WiFi. */
    private static ClientSketch sketch(Path folder, int from) throws Exception {
        AgentStand stand = new AgentStand(folder);
        int port = FreePort.find();
        stand.set("clock.trust", "ALWAYS");
        stand.set("health.every", "0s");
        stand.set("radius.port", port);
        stand.set("radius.host", "127.0.0.1");
        stand.set("radius.secret", KioskPeers.SECRET);
        stand.set("wifi.zone", "UTC");
        stand.set("wifi.devices-key", Files.writeString(folder.resolve("devices.key"), SUNDAY + " " + KEY));
        try (ScriptedGateway gateway = stand.gateway(null);
                Agent agent = stand.start()) {
            for (int heard = 0; heard < DEVICES; heard += AT_ONCE) {
                int first = from + heard;
                String all = ": " + (heard + AT_ONCE) + " sessions go on";
                AgentStand.await("all are heard", () -> {
                    for (int i = first; i < first + AT_ONCE; i++) { // what was lost is said again, as access points do
                        accessPoint(port, i).start("stay-" + i);
                    }
                    return stand.status().toString().contains(all);
                });
            }
            AgentStand.await("the day is known", () -> stand.status().toString().contains("the day's count is kept"));
            stand.computer.passes(Duration.ofHours(13)); // the next day begins
            AgentStand.await("they are told", () -> told(gateway).isPresent());
            assertFalse(agent.run().isEmpty());
            return decoded(told(gateway).orElseThrow());
        }
    }

    private static Optional<String> told(ScriptedGateway gateway) {
        return gateway.messages().stream()
                .filter(message -> message.startsWith("kiosks/" + AgentStand.KIOSK + "/clients "))
                .findFirst();
    }

    /** As the gateway reads it. */
    private static ClientSketch decoded(String message) {
        byte[] json = message.substring(message.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8);
        DecodedMessage decoded = new EventDecoder(ProtocolLimits.DEFAULT)
                .decode(
                        EventKind.CLIENTS,
                        json,
                        0,
                        json.length,
                        AgentStand.NOON.plus(Duration.ofDays(1)).toEpochMilli());
        assertEquals(List.of(), decoded.rejected());
        return (ClientSketch) decoded.accepted().get(0);
    }

    private static double estimate(ClientSketch... sketches) {
        DaySketch all = new DaySketch(
                ZoneOffset.UTC, ClientSalt.of(SUNDAY, HexFormat.of().parseHex(KEY)));
        for (ClientSketch each : sketches) {
            all.merge(each.sketch());
        }
        return all.estimate();
    }

    private static AccessPoint accessPoint(int port, int device) {
        String address = String.format(Locale.ROOT, "02-00-5E-00-%02X-%02X", device >> 8, device & 255);
        return new AccessPoint(port, KioskPeers.SECRET, "", address);
    }
}
