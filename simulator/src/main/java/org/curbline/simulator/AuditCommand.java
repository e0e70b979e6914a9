package org.curbline.simulator;

import java.util.concurrent.Callable;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.ledger.LedgerReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Compares the ledgers of earlier runs with what is stored. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Compares every event of the ledgers in a folder with what the telemetry service says is stored.",
        footer = {
            "",
            "Exit status 0 if each is stored once and as it was; 1 if not; 2 if the command is not understood.",
            "",
            "Example:",
            "  simulator audit --ledger ledger --api http://localhost:8080"
        })
final class AuditCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final AuditOptions options = new AuditOptions();

    AuditCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        AuditReport report = options.audit(new LedgerReader().index(options.ledger));
        terminal.line(report.text());
        return report.balances() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
