package org.curbline.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.ledger.LedgerIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom an audit asks. */
final class AuditOptions {
    @Option(
            names = "--ledger",
            paramLabel = "DIR",
            defaultValue = "ledger",
            description = "Folder of the ledger. Default: ${DEFAULT-VALUE}")
    Path ledger = Path.of("ledger");

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://localhost:8080",
            description = "The telemetry service, asked what is stored. Default: ${DEFAULT-VALUE}")
    URI api = URI.create("http://localhost:8080");

    @Option(
            names = "--gateway-api",
            paramLabel = "URL",
            description = "The gateway, asked for its books. Default: as --api")
    @Nullable
    URI gatewayApi;

    WholeAudit.Result audit(LedgerIndex index) throws IOException, InterruptedException {
        HttpApi telemetry = new HttpApi(api);
        return new WholeAudit(telemetry, gatewayApi == null ? telemetry : new HttpApi(gatewayApi))
                .compare(index, ledger);
    }
}
