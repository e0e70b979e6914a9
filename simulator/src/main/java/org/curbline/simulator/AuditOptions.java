package org.curbline.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.ledger.LedgerIndex;
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
            split = ",",
            description = "The gateway, asked for its books and its quarantine; all of several, with commas between."
                    + " Default: as --api")
    List<URI> gatewayApis = List.of();

    /** @param told hears how far it is, if it takes long */
    WholeAudit.Result audit(LedgerIndex index, Consumer<String> told) throws IOException, InterruptedException {
        HttpApi telemetry = new HttpApi(api);
        List<HttpApi> gateways = gatewayApis.stream().map(HttpApi::new).toList();
        return new WholeAudit(telemetry, gateways.isEmpty() ? List.of(telemetry) : gateways, told)
                .compare(index, ledger);
    }
}
