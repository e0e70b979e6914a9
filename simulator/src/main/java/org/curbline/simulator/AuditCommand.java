package org.curbline.simulator;

import java.util.concurrent.Callable;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.ledger.LedgerIndex;
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
            "Usage, as it is answered by kiosk, kind, place and time, must be what the stored events come to. "
                    + "If the ledger holds what was true of the kiosks (--faults), their history and availability "
                    + "are compared with it, too. What kiosks spoiled before they sent it is looked for in the gateway's "
                    + "quarantine. What others sent in the kiosks' names is counted as foreign, and is no difference.",
            "",
            "Exit status 0 if each is stored once and as it was, what had to be refused is in quarantine, usage is "
                    + "answered as it is stored, and nothing said of status differs by more than is promised; 1 if not; 2 if the "
                    + "command is not understood.",
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
        LedgerIndex index = new LedgerReader().index(options.ledger);
        WholeAudit.Result result = options.audit(index, terminal::line);
        terminal.line(result.text());
        return result.agrees() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
