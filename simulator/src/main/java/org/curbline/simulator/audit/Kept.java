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
import org.jspecify.annotations.Nullable;

/** How much a quarantine holds of what a ledger's kiosks sent, and of what others sent. One thread. */
final class Kept {
    private static final String NOT_AUTHORIZED = "NOT_AUTHORIZED";

    private final Map<KioskId, Map<String, Long>> own = new HashMap<>();
    private final Map<String, Long> foreign = new TreeMap<>();
    private final Map<KioskId, String> unwelcome = new HashMap<>();
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

    /** Why a gateway took what a kiosk sent for nobody's, in its words; null if none did. */
    @Nullable
    String whyUnwelcome(KioskId kiosk) {
        return unwelcome.get(kiosk);
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
        boolean isNobodys = message.kiosk().isEmpty() && message.reason().equals(NOT_AUTHORIZED);
        String kiosk = isNobodys && topic != null ? topic.kiosk().value() : message.kiosk();
        boolean isOwn = topic != null
                && KioskId.isValid(kiosk)
                && kiosk.equals(message.sender())
                && sent.include(KioskId.of(kiosk), topic.kind(), message.bytes());
        if (isOwn && isNobodys) {
            unwelcome.put(KioskId.of(kiosk), message.detail());
        }
        Map<String, Long> counts = isOwn ? own.computeIfAbsent(KioskId.of(kiosk), none -> new HashMap<>()) : foreign;
        counts.merge(message.reason(), 1L, Long::sum);
    }
}
