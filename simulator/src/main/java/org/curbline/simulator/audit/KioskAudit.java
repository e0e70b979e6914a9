package org.curbline.simulator.audit;

import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.Finding.Fault;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.ledger.Account;
import org.curbline.simulator.ledger.EventFacts;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader.EventKey;

/** The audit of one kiosk. For one thread, except that findings are shared with other audits. */
final class KioskAudit {
    private final KioskId kiosk;
    private final LedgerIndex index;
    private final StoredEvents stored;
    private final Witness witness;
    private final List<Finding> findings;
    private final int mostFindings;
    private final Map<String, BitSet> seen = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private long twice;
    private long differing;
    private final Set<EventKey> sketches = new HashSet<>();
    private boolean hasOthers;
    private long unknown;
    private long foreign;
    private boolean hasForeignReports;

    /** @param witness hears of every stored event, too */
    KioskAudit(
            KioskId kiosk,
            LedgerIndex index,
            StoredEvents stored,
            Witness witness,
            List<Finding> findings,
            int mostFindings) {
        this.kiosk = kiosk;
        this.index = index;
        this.stored = stored;
        this.witness = witness;
        this.findings = findings;
        this.mostFindings = mostFindings;
    }

    AuditCounts compare(LedgerSpan span) throws IOException, InterruptedException {
        Collection<Account> accounts = index.accounts(kiosk);
        for (EventKind kind : EventKind.values()) {
            stored.forEach(new Question(kiosk, kind, span.from(), span.to()), event -> {
                witness.hears(kiosk, kind, event);
                check(kind, event);
            });
        }
        AuditCounts counts = new AuditCounts(0, 0, 0, 0, twice, differing, unknown);
        for (Account account : accounts) {
            counts = counts.plus(balance(account));
            refusals.repeats(account.repeats());
        }
        return counts;
    }

    /** What had to be refused, once compared. */
    Refusals refusals() {
        return refusals;
    }

    /** The sketches of devices that are stored, once compared. */
    Set<EventKey> sketches() {
        return sketches;
    }

    /** Whether there are such of runs that the ledger does not know. */
    boolean hasOthers() {
        return hasOthers;
    }

    /** How many events of runs that the ledger does not know are stored, once compared. */
    long foreign() {
        return foreign;
    }

    /** Whether there are reports of its services among them. */
    boolean hasForeignReports() {
        return hasForeignReports;
    }

    private void check(EventKind kind, StoredEvent event) {
        EventFacts facts = EventFacts.ofStored(kind, event.timestampNanos(), event.values());
        Account account = index.account(kiosk, facts.id().run());
        if (account == null) {
            foreign++;
            hasForeignReports |= kind == EventKind.STATUS;
            hasOthers |= kind == EventKind.CLIENTS;
            return;
        }
        long seq = facts.id().seq();
        if (!account.wasGenerated(seq)) {
            unknown++;
            note(Fault.UNKNOWN, account, seq, facts.text());
            return;
        }
        BitSet seenOfRun = seen.computeIfAbsent(account.run(), run -> new BitSet());
        if (seenOfRun.get((int) seq)) {
            twice++;
            note(Fault.TWICE, account, seq, facts.text());
        }
        seenOfRun.set((int) seq);
        if (kind == EventKind.CLIENTS) {
            sketches.add(new EventKey(kiosk, account.run(), seq));
        }
        if (account.spoil(seq) != null) {
            unknown++;
            note(Fault.SPOILED, account, seq, facts.text());
        } else if (!account.agrees(facts)) {
            differing++;
            note(Fault.DIFFERING, account, seq, facts.text());
        }
    }

    private AuditCounts balance(Account account) {
        BitSet seenOfRun = seen.getOrDefault(account.run(), new BitSet());
        long sent = 0;
        long waiting = 0;
        long lost = 0;
        for (int seq = 0; seq < account.endSeq(); seq++) {
            if (!account.wasGenerated(seq)) {
                continue;
            }
            sent++;
            Spoil spoil = account.spoil(seq);
            if (spoil != null) {
                refusals.spoiled(account, seq, spoil);
            }
            if (seenOfRun.get(seq)) {
                continue;
            }
            if (account.isRefused(seq)) {
                if (spoil == null) {
                    refusals.refused(account, seq);
                }
            } else if (account.isAcknowledged(seq)) {
                lost++;
                note(Fault.LOST, account, seq, "");
            } else if (!account.isDropped(seq)) {
                waiting++;
            }
        }
        return new AuditCounts(sent, seenOfRun.cardinality(), waiting, lost, 0, 0, 0);
    }

    private void note(Fault fault, Account account, long seq, String text) {
        if (findings.size() < mostFindings) {
            findings.add(new Finding(fault, new EventKey(kiosk, account.run(), seq), text, ""));
        }
    }
}
