package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.simulator.audit.KeptMessages.KeptMessage;
import org.curbline.simulator.ledger.SentMessages;

/** How much a quarantine holds of what a ledger's kiosks sent, and of what others sent. One thread. */
final class Kept {
    private final Map<KioskId, Map<String, Long>> own = new HashMap<>();
    private final Map<String, Long> foreign = new TreeMap<>();
    private final SentMessages sent;
    private long dropped;

    private Kept(SentMessages sent) {
        this.sent = sent;
    }

    /** Asks for everything since a moment. Blocking. */
    static Kept since(Instant moment, KeptMessages quarantine, SentMessages sent)
            throws IOException, InterruptedException {
        Kept kept = new Kept(sent);
        kept.dropped = quarantine.since(moment, kept::add);
        return kept;
    }

    /** How many messages of a kiosk are kept, by reason. */
    Map<String, Long> of(KioskId kiosk) {
        return own.getOrDefault(kiosk, Map.of());
    }

    /** How many messages are kept that others sent, by reason. */
    Map<String, Long> foreign() {
        return foreign;
    }

    /** How many left because the quarantine was full, ever. */
    long dropped() {
        return dropped;
    }

    private void add(KeptMessage message) {
        KioskTopic topic = KioskTopic.parse(message.topic());
        boolean isOwn = topic != null
                && KioskId.isValid(message.kiosk())
                && message.kiosk().equals(message.sender())
                && sent.include(KioskId.of(message.kiosk()), topic.kind(), message.bytes());
        Map<String, Long> counts =
                isOwn ? own.computeIfAbsent(KioskId.of(message.kiosk()), none -> new HashMap<>()) : foreign;
        counts.merge(message.reason(), 1L, Long::sum);
    }
}
