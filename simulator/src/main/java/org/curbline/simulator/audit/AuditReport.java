package org.curbline.simulator.audit;

import java.util.List;
import java.util.Locale;

/**
 * The result of an audit.
 *
 * @param findings the first few events with something wrong
 */
public record AuditReport(AuditCounts counts, Books books, List<Finding> findings) {
    public AuditReport {
        findings = List.copyOf(findings);
    }

    /** Whether everything sent is stored, once, as it was, and nothing else is. */
    public boolean balances() {
        return counts.balance();
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
        findings.forEach(finding -> text.append("\n  ").append(finding));
        return text.toString();
    }
}
