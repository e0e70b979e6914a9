package org.curbline.simulator.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.curbline.simulator.ledger.LedgerIndex;

/**
 * All that a ledger can be held against: events and quarantine, usage as it is answered, and, if anything was to go
 * wrong, status. Blocking.
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
        AuditReport events = new Audit(telemetry, gateway).compare(index, ledgerFolder, gateway.books());
        UsageReport usage =
                new UsageAudit(telemetry, new HttpUsageAnswers(telemetry), InstantSource.system()).compare(index);
        boolean agrees = events.balances() && usage.agrees();
        String text = events.text() + '\n' + usage.text();
        if (!index.hasFaults()) {
            return new Result(agrees, text);
        }
        StatusReport status = new StatusAudit(new HttpStatusAnswers(gateway, telemetry)).compare(index);
        return new Result(agrees && status.agrees(), text + '\n' + status.text());
    }

    /** @param text the books first, then what else was compared, and what differs */
    public record Result(boolean agrees, String text) {}
}
