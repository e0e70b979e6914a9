package org.curbline.simulator.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.simulator.audit.KeptMessages.KeptMessage;
import org.curbline.simulator.ledger.LedgerIndex;
import org.jspecify.annotations.Nullable;

/**
 * All that a ledger can be held against: events and quarantine, usage as it is answered, completeness, the files of
 * open data, and, if anything was to go wrong, status. Blocking.
 */
public final class WholeAudit {
    private final HttpApi telemetry;
    private final List<HttpApi> gateways;
    private final Consumer<String> told;

    /**
     * Of one backend.
     *
     * @param gateways each asked for its books and its quarantine, and the first for what all of them say of status
     */
    public WholeAudit(HttpApi telemetry, List<HttpApi> gateways) {
        this(telemetry, gateways, Askers.UNHEARD);
    }

    /** @param told hears a line every few seconds while it takes long, on the thread that compares */
    public WholeAudit(HttpApi telemetry, List<HttpApi> gateways, Consumer<String> told) {
        this.told = told;
        this.telemetry = telemetry;
        this.gateways = List.copyOf(gateways);
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
        Result result = span == null
                ? new Result(events(index, ledgerFolder, Witness.NOBODY), List.of(), null)
                : answers(index, ledgerFolder, span);
        if (!index.hasFaults()) {
            return result;
        }
        StatusReport status = new StatusAudit(new HttpStatusAnswers(gateways.get(0), telemetry), told)
                .compare(index, result.events.alsoReported());
        return new Result(result.events, result.answers, status);
    }

    private Result answers(LedgerIndex index, Path ledgerFolder, LedgerSpan span)
            throws IOException, InterruptedException {
        HttpUsageAnswers answers = new HttpUsageAnswers(telemetry);
        StoredOfKiosks stored = new StoredOfKiosks(span, answers.zone());
        AuditReport events = events(index, ledgerFolder, stored);
        UsageReport usage = new UsageAudit(telemetry, answers, InstantSource.system(), UsageAudit.LATE_AT_MOST, told)
                .compare(index);
        Compared complete =
                new CompletenessAudit(new CompletenessAudit.HttpAnswers(telemetry)).compare(index.kiosks(), stored);
        Compared open = new OpenDataAudit(
                        new OpenDataAudit.HttpAnswers(telemetry), InstantSource.system(), UsageAudit.LATE_AT_MOST)
                .compare(index.kiosks(), stored);
        return new Result(events, List.of(usage.compared(), complete, open), null);
    }

    private AuditReport events(LedgerIndex index, Path ledgerFolder, Witness witness)
            throws IOException, InterruptedException {
        Books books = Books.NONE;
        for (HttpApi each : gateways) {
            books = books.plus(each.books());
        }
        return new Audit(telemetry, this::keptSince, witness, told).compare(index, ledgerFolder, books);
    }

    private long keptSince(Instant moment, Consumer<KeptMessage> consumer) throws IOException, InterruptedException {
        long dropped = 0;
        for (HttpApi each : gateways) {
            dropped += each.since(moment, consumer);
        }
        return dropped;
    }

    /**
     * What came of it.
     *
     * @param answers usage, completeness and open data; none if there are no events
     * @param status null if nothing was to go wrong
     */
    public record Result(AuditReport events, List<Compared> answers, @Nullable StatusReport status) {
        public Result {
            answers = List.copyOf(answers);
        }

        public boolean agrees() {
            return events.balances() && answersAgree() && (status == null || status.agrees());
        }

        /** Whether all agrees but, perhaps, events and status. */
        public boolean answersAgree() {
            return answers.stream().allMatch(Compared::agrees);
        }

        /** The books first, then what else was compared, and what differs. */
        public String text() {
            return Stream.of(
                            Stream.of(events.text()),
                            answers.stream().map(Compared::text),
                            Stream.ofNullable(status).map(StatusReport::text))
                    .flatMap(each -> each)
                    .collect(Collectors.joining("\n"));
        }
    }
}
