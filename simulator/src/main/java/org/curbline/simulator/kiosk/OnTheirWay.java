package org.curbline.simulator.kiosk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a kiosk has sent over its connection, and not yet seen acknowledged. Not safe for several threads.
 */
final class OnTheirWay {
    private static final int LAST_PACKET_ID = 65_535;

    private final Map<Integer, Batch> batches = new LinkedHashMap<>();
    /** What is sent a second time; nobody waits for its answer. */
    private final Set<Integer> echoes = new HashSet<>();

    private int lastPacketId;

    int size() {
        return batches.size() + echoes.size();
    }

    /** Returns the packet id to send it with. */
    int add(Batch batch) {
        int packetId = nextPacketId();
        batches.put(packetId, batch);
        return packetId;
    }

    /** Returns a packet id to send something with whose answer does not matter. */
    int addEcho() {
        int packetId = nextPacketId();
        echoes.add(packetId);
        return packetId;
    }

    /** What was acknowledged; null if it does not matter. */
    @Nullable
    Batch remove(int packetId) {
        echoes.remove(packetId);
        return batches.remove(packetId);
    }

    /** Takes out all of it, the latest first. */
    List<Batch> clear() {
        List<Batch> all = new ArrayList<>(batches.values());
        Collections.reverse(all);
        batches.clear();
        echoes.clear();
        return all;
    }

    private int nextPacketId() {
        do {
            lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        } while (batches.containsKey(lastPacketId) || echoes.contains(lastPacketId));
        return lastPacketId;
    }
}
