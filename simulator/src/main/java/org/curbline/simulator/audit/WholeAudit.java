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
        HttpUsageAnswers answers = new HttpUsageAnswers(telemetry);
        LedgerSpan span = LedgerSpan.of(index);
        if (span == null) {
            AuditReport nothing = new Audit(telemetry, gateway).compare(index, ledgerFolder, gateway.books());
            return new Result(nothing.balances(), nothing.text());
        }
        StoredOfKiosks stored = new StoredOfKiosks(span, answers.zone());
        AuditReport events = new Audit(telemetry, gateway, stored).compare(index, ledgerFolder, gateway.books());
        UsageReport usage = new UsageAudit(telemetry, answers, InstantSource.system()).compare(index);
        Compared complete =
                new CompletenessAudit(new CompletenessAudit.HttpAnswers(telemetry)).compare(index.kiosks(), stored);
        Compared open = new OpenDataAudit(
                        new OpenDataAudit.HttpAnswers(telemetry), InstantSource.system(), UsageAudit.LATE_AT_MOST)
                .compare(index.kiosks(), stored);
        boolean agrees = events.balances() && usage.agrees() && complete.agrees() && open.agrees();
        String text = String.join("\n", events.text(), usage.text(), complete.text(), open.text());
        if (!index.hasFaults()) {
            return new Result(agrees, text);
        }
        StatusReport status = new StatusAudit(new HttpStatusAnswers(gateway, telemetry)).compare(index);
        return new Result(agrees && status.agrees(), text + '\n' + status.text());
    }

    /** @param text the books first, then what else was compared, and what differs */
    public record Result(boolean agrees, String text) {}
}
