package org.curbline.simulator.audit;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.curbline.protocol.KioskId;

/**
 * The result of an audit.
 *
 * @param findings the first few events with something wrong
 * @param apart what became of events that are not stored, a line each
 * @param refusalsAgree whether what is in quarantine is what had to be refused
 * @param alsoReported kiosks for whose services others reported, too
 */
public record AuditReport(
        AuditCounts counts,
        Books books,
        List<Finding> findings,
        List<String> apart,
        boolean refusalsAgree,
        Set<KioskId> alsoReported) {
    public AuditReport {
        alsoReported = Set.copyOf(alsoReported);
        findings = List.copyOf(findings);
        apart = List.copyOf(apart);
    }

    /** Whether everything sent is stored, once, as it was, and nothing else is, and what had to be refused was. */
    public boolean balances() {
        return counts.balance() && refusalsAgree;
    }

    /** The books in one line. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "sent %d  stored %d  duplicate %d  quarantined %d  waiting %d  lost %d  twice %d",
                counts.sent(),
                counts.stored(),
                books.duplicate(),
                books.quarantined(),
                counts.waiting(),
                counts.lost(),
                counts.twice());
    }

    /** The books, and what is wrong with them, for people. */
    public String text() {
        StringBuilder text = new StringBuilder(line());
        if (counts.differing() > 0 || counts.unknown() > 0) {
            text.append("  differing ")
                    .append(counts.differing())
                    .append("  unknown ")
                    .append(counts.unknown());
        }
        apart.forEach(line -> text.append('\n').append(line));
        findings.forEach(finding -> text.append("\n  ").append(finding));
        return text.toString();
    }
}
