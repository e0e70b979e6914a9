package org.curbline.simulator.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.Finding.Fault;
import org.curbline.simulator.ledger.EventFacts;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.ledger.LedgerReader.EventKey;
import org.curbline.simulator.ledger.SentMessages;
import org.jspecify.annotations.Nullable;

/**
 * Compares a ledger with the store, event for event and value for value, and what had to be refused with what is in
 * quarantine.
 *
 * <p>Events of a run that the ledger does not know, and refused messages that its kiosks did not send (an earlier
 * fleet, a person with an MQTT client), are counted as foreign and are no difference.
 */
public final class Audit {
    private static final int QUESTIONS_AT_ONCE = 8;
    private static final int FINDINGS = 10;

    private final StoredEvents stored;
    private final @Nullable KeptMessages kept;
    private final Witness witness;
    private final Askers askers;

    /** Without a look into the quarantine. */
    public Audit(StoredEvents stored) {
        this(stored, null, Witness.NOBODY, new Askers(QUESTIONS_AT_ONCE, Askers.UNHEARD));
    }

    /** With the quarantine of the one gateway that all kiosks sent to. */
    public Audit(StoredEvents stored, KeptMessages kept) {
        this(stored, kept, Witness.NOBODY, new Askers(QUESTIONS_AT_ONCE, Askers.UNHEARD));
    }

    /**
     * With a bound of its own.
     *
     * @param questionsAtOnce how many questions the store is asked at the same time
     */
    public Audit(StoredEvents stored, int questionsAtOnce) {
        this(stored, null, Witness.NOBODY, new Askers(questionsAtOnce, Askers.UNHEARD));
    }

    /** With somebody who hears of every stored event, and somebody who hears how far it is. */
    Audit(StoredEvents stored, KeptMessages kept, Witness witness, Consumer<String> told) {
        this(stored, kept, witness, new Askers(QUESTIONS_AT_ONCE, told));
    }

    private Audit(StoredEvents stored, @Nullable KeptMessages kept, Witness witness, Askers askers) {
        this.stored = stored;
        this.kept = kept;
        this.witness = witness;
        this.askers = askers;
    }

    /**
     * Compares. Blocks until everything has been asked.
     *
     * @param index the ledger; nobody may write to it meanwhile
     * @param ledgerFolder where its files are, to name the values of what differs
     * @throws IOException if the store cannot be asked or the ledger not be read
     */
    public AuditReport compare(LedgerIndex index, Path ledgerFolder, Books books)
            throws IOException, InterruptedException {
        Kept inQuarantine = kept == null ? null : Kept.since(index.begun(), kept, new SentMessages(index));
        List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
        LedgerSpan span = LedgerSpan.of(index);
        List<Callable<OfKiosk>> questions = span == null ? List.of() : questions(index, span, findings);
        AuditCounts sum = AuditCounts.NONE;
        long foreign = 0;
        Set<KioskId> alsoReported = new HashSet<>();
        Refusals refusals = new Refusals();
        DeviceAudit devices = new DeviceAudit(index);
        for (OfKiosk done : askers.ask(questions, "audit of events")) {
            sum = sum.plus(done.counts);
            foreign += done.audit.foreign();
            if (done.audit.hasForeignReports()) {
                alsoReported.add(done.kiosk);
            }
            devices.add(done.audit.sketches(), done.audit.hasOthers());
            if (inQuarantine != null) {
                done.audit.refusals().compare(done.kiosk, inQuarantine);
                refusals.add(done.audit.refusals());
            }
        }
        boolean agree = devices.compare(stored) && refusals.agree();
        List<String> apart = apart(index, refusals, devices);
        apart.addAll(foreign(foreign, span, inQuarantine == null ? Map.of() : inQuarantine.foreign()));
        return new AuditReport(sum, books, explained(findings, ledgerFolder), apart, agree, alsoReported);
    }

    private List<Callable<OfKiosk>> questions(LedgerIndex index, LedgerSpan span, List<Finding> findings) {
        List<Callable<OfKiosk>> questions = new ArrayList<>();
        for (KioskId kiosk : index.kiosks()) {
            KioskAudit audit = new KioskAudit(kiosk, index, stored, witness, findings, FINDINGS);
            questions.add(() -> new OfKiosk(kiosk, audit.compare(span), audit));
        }
        return questions;
    }

    private static List<String> apart(LedgerIndex index, Refusals refusals, DeviceAudit devices) {
        List<String> lines = new ArrayList<>();
        index.dropped().forEach((why, count) -> lines.add("dropped    " + why + ' ' + count));
        lines.addAll(refusals.lines());
        lines.addAll(devices.lines());
        return lines;
    }

    /** None if nobody else sent anything; of what time stored ones are, as an earlier run left more of others. */
    private static List<String> foreign(long stored, @Nullable LedgerSpan span, Map<String, Long> refused) {
        if (stored == 0 && refused.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("foreign    stored " + stored
                + refused.entrySet().stream()
                        .map(each -> "  " + each.getKey() + ' ' + each.getValue())
                        .collect(Collectors.joining()));
        if (stored > 0 && span != null) {
            lines.add("  stored: by other runs for these kiosks, from " + span.text()
                    + ", the time that is audited; what is stored before and after it is not counted");
        }
        return lines;
    }

    private static List<Finding> explained(List<Finding> findings, Path ledgerFolder) throws IOException {
        Set<EventKey> wanted = new HashSet<>();
        for (Finding finding : findings) {
            if (finding.fault() != Fault.UNKNOWN) {
                wanted.add(finding.event());
            }
        }
        Map<EventKey, EventFacts> generated = new LedgerReader().find(ledgerFolder, wanted);
        List<Finding> explained = new ArrayList<>();
        for (Finding finding : findings) {
            EventFacts facts = generated.get(finding.event());
            String text = facts == null ? "" : facts.text();
            explained.add(new Finding(finding.fault(), finding.event(), finding.stored(), text));
        }
        return explained;
    }

    /** What was found at one kiosk. */
    private record OfKiosk(KioskId kiosk, AuditCounts counts, KioskAudit audit) {}
}
