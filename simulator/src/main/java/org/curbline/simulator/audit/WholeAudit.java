package org.curbline.simulator.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.curbline.simulator.ledger.LedgerIndex;

/**
 * All that a ledger can be held against: events and quarantine, usage as it is answered, completeness, the files of
 * open data, and, if anything was to go wrong, status. Blocking.
 */
public final class WholeAudit {
    private final HttpApi telemetry;
    private final HttpApi gateway;

    /** @param gateway asked for its books, its quarantine and what it says of status */
    public WholeAudit(HttpApi telemetry, HttpApi gateway) {
        this.telemetry = telemetry;
        this.gateway = gateway;
    }

    /**
     * Compares. Blocks until everything has been asked.
     *
     * @param index the ledger; nobody may write to it meanwhile
     * @param ledgerFolder where its files are, to name the values of what differs
     * @throws IOException if nobody can be asked or the ledger not be read
     */
    public Result compare(LedgerIndex index, Path ledgerFolder) throws IOException, InterruptedException {
        LedgerSpan span = LedgerSpan.of(index);
        Result result = span == null ? events(index, ledgerFolder, Witness.NOBODY) : answers(index, ledgerFolder, span);
        if (!index.hasFaults()) {
            return result;
        }
        StatusReport status = new StatusAudit(new HttpStatusAnswers(gateway, telemetry)).compare(index);
        return result.with(status.agrees(), status.text());
    }

    private Result answers(LedgerIndex index, Path ledgerFolder, LedgerSpan span)
            throws IOException, InterruptedException {
        HttpUsageAnswers answers = new HttpUsageAnswers(telemetry);
        StoredOfKiosks stored = new StoredOfKiosks(span, answers.zone());
        Result events = events(index, ledgerFolder, stored);
        UsageReport usage = new UsageAudit(telemetry, answers, InstantSource.system()).compare(index);
        Compared complete =
                new CompletenessAudit(new CompletenessAudit.HttpAnswers(telemetry)).compare(index.kiosks(), stored);
        Compared open = new OpenDataAudit(
                        new OpenDataAudit.HttpAnswers(telemetry), InstantSource.system(), UsageAudit.LATE_AT_MOST)
                .compare(index.kiosks(), stored);
        return events.with(usage.agrees(), usage.text())
                .with(complete.agrees(), complete.text())
                .with(open.agrees(), open.text());
    }

    private Result events(LedgerIndex index, Path ledgerFolder, Witness witness)
            throws IOException, InterruptedException {
        AuditReport report = new Audit(telemetry, gateway, witness).compare(index, ledgerFolder, gateway.books());
        return new Result(report.balances(), report.text());
    }

    /** @param text the books first, then what else was compared, and what differs */
    public record Result(boolean agrees, String text) {
        private Result with(boolean alsoAgrees, String more) {
            return new Result(agrees && alsoAgrees, text + '\n' + more);
        }
    }
}
