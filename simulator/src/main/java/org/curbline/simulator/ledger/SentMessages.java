package org.curbline.simulator.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.privacy.PersonalData;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.EventEncoder;

/**
 * Tells what a ledger's kiosks sent from what others sent in their names: it is theirs if it is the same byte for byte.
 * Safe for every thread.
 */
public final class SentMessages {
    private final LedgerIndex index;
    private final EventDecoder decoder = LedgerReader.decoder();
    private final EventEncoder encoder = new EventEncoder();

    public SentMessages(LedgerIndex index) {
        this.index = index;
    }

    /**
     * Whether a kiosk of the ledger sent this, by itself or, if it is one event, in an array.
     *
     * @param kept as a quarantine keeps it: whatever identifies a person is masked
     */
    public boolean include(KioskId kiosk, EventKind kind, byte[] kept) {
        return isSpoiled(kiosk, kept) || isAsGenerated(kiosk, kind, kept);
    }

    private boolean isSpoiled(KioskId kiosk, byte[] kept) {
        UUID look = lookOfKept(kept);
        return index.accounts(kiosk).stream().anyMatch(account -> account.wasSpoiledTo(look));
    }

    private boolean isAsGenerated(KioskId kiosk, EventKind kind, byte[] kept) {
        List<KioskEvent> events = decoder.decode(kind, kept, 0, kept.length, 0).accepted();
        return !events.isEmpty()
                && events.stream().allMatch(event -> wasGenerated(kiosk, event))
                && Arrays.equals(
                        kept,
                        EventEncoder.joined(events.stream().map(encoder::encode).toList()));
    }

    private boolean wasGenerated(KioskId kiosk, KioskEvent event) {
        Account account = index.account(kiosk, event.id().run());
        return account != null && account.agrees(EventFacts.of(event));
    }

    /** What tells a message from every other one that a quarantine keeps. */
    static UUID look(byte[] sent) {
        return lookOfKept(masked(sent));
    }

    private static UUID lookOfKept(byte[] kept) {
        return UUID.nameUUIDFromBytes(kept);
    }

    private static byte[] masked(byte[] sent) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(sent))
                    .toString();
            return PersonalData.redact(text).getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException notText) {
            return PersonalData.redact(new String(sent, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
