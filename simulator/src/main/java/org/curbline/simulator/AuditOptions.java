package org.curbline.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.curbline.simulator.audit.Audit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.HttpStatusAnswers;
import org.curbline.simulator.audit.StatusAudit;
import org.curbline.simulator.audit.StatusReport;
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

    AuditReport audit(LedgerIndex index) throws IOException, InterruptedException {
        HttpApi telemetry = new HttpApi(api);
        HttpApi gateway = gatewayApi == null ? telemetry : new HttpApi(gatewayApi);
        return new Audit(telemetry, gateway).compare(index, ledger, gateway.books());
    }

    /** Compares status with the truth; null if the ledger holds none, as nothing was to go wrong. */
    @Nullable
    StatusReport auditStatus(LedgerIndex index) throws IOException, InterruptedException {
        if (!index.hasFaults()) {
            return null;
        }
        HttpApi telemetry = new HttpApi(api);
        HttpApi gateway = gatewayApi == null ? telemetry : new HttpApi(gatewayApi);
        return new StatusAudit(new HttpStatusAnswers(gateway, telemetry)).compare(index);
    }
}
