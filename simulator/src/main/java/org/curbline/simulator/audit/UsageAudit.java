package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.curbline.simulator.ledger.LedgerIndex;
import org.jspecify.annotations.Nullable;

/**
 * Compares usage, as it is answered at every grain, with the events that it is reckoned from: those of the ledger's
 * kiosks in the whole days of the ledger, whoever sent them. That these are as they should be is {@link Audit}'s
 * matter.
 */
public final class UsageAudit {
    /** How many kiosks a question is about: small enough for its address. */
    private static final int KIOSKS_AT_ONCE = 100;

    private static final int QUESTIONS_AT_ONCE = 4;
    /** After so long a service that does not catch up is found to be wrong. */
    static final Duration LATE_AT_MOST = Duration.ofMinutes(10);

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Askers askers;
    private final StoredEvents stored;
    private final UsageAnswers answers;
    private final InstantSource clock;
    private final Duration patience;

    /** @param clock as the telemetry service's */
    public UsageAudit(StoredEvents stored, UsageAnswers answers, InstantSource clock) {
        this(stored, answers, clock, LATE_AT_MOST);
    }

    /** @param patience how long to ask again while answers say that they are not as of now */
    public UsageAudit(StoredEvents stored, UsageAnswers answers, InstantSource clock, Duration patience) {
        this(stored, answers, clock, patience, Askers.UNHEARD);
    }

    /** @param told hears how far it is */
    UsageAudit(
            StoredEvents stored, UsageAnswers answers, InstantSource clock, Duration patience, Consumer<String> told) {
        this.askers = new Askers(QUESTIONS_AT_ONCE, told);
        this.clock = clock;
        this.stored = stored;
        this.answers = answers;
        this.patience = patience;
    }

    /**
     * Compares. Blocks until everything has been asked.
     *
     * @param index the ledger; nobody may write to it meanwhile
     * @throws IOException if nobody can be asked, or answers what cannot be understood
     */
    public UsageReport compare(LedgerIndex index) throws IOException, InterruptedException {
        ZoneId zone = answers.zone();
        List<KioskId> kiosks = List.copyOf(index.kiosks());
        Days days = Days.of(index, zone);
        Instant now = clock.instant();
        List<Callable<UsageReport>> questions = new ArrayList<>();
        for (int from = 0; days != null && from < kiosks.size(); from += KIOSKS_AT_ONCE) {
            List<KioskId> some = kiosks.subList(from, Math.min(kiosks.size(), from + KIOSKS_AT_ONCE));
            questions.add(() -> compare(some, days, zone, now));
        }
        List<UsageReport> parts = askers.ask(questions, "audit of usage");
        return new UsageReport(
                parts.stream().mapToInt(UsageReport::questions).sum(),
                parts.stream().mapToInt(UsageReport::rows).sum(),
                parts.stream().flatMap(part -> part.differences().stream()).toList());
    }

    /** @param now what was stored before must be counted */
    private UsageReport compare(List<KioskId> kiosks, Days days, ZoneId zone, Instant now)
            throws IOException, InterruptedException {
        UseSums sums = new UseSums(zone);
        for (KioskId kiosk : kiosks) {
            for (EventKind kind : UseSums.kinds().keySet()) {
                stored.forEach(new Question(kiosk, kind, days.from, days.to), event -> sums.add(kiosk, kind, event));
            }
        }
        long until = System.nanoTime() + patience.toNanos();
        int rows = 0;
        List<String> differences = new ArrayList<>();
        for (Grain grain : Grain.values()) {
            UsageAnswers.Question question = new UsageAnswers.Question(grain.parameter(), kiosks, days.from, days.to);
            UsageAnswers.Answer answer = answers.answer(question);
            List<String> differing = differing(sums, grain, answer.rows());
            while (!differing.isEmpty() && answer.asOf().isBefore(now) && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
                answer = answers.answer(question);
                differing = differing(sums, grain, answer.rows());
            }
            rows += answer.rows().size();
            differences.addAll(differing);
        }
        return new UsageReport(Grain.values().length, rows, differences);
    }

    private static List<String> differing(UseSums sums, Grain grain, List<Map<String, Object>> answer)
            throws IOException {
        try {
            return sums.differing(grain, answer);
        } catch (DateTimeException e) {
            throw new IOException("An answer about usage is not understood", e);
        }
    }

    /** The whole days of a ledger; null if it is empty. */
    private record Days(Instant from, Instant to) {
        static @Nullable Days of(LedgerIndex index, ZoneId zone) {
            long first = index.firstEventMillis();
            long last = index.lastEventMillis();
            return first > last ? null : new Days(day(first, zone, 0), day(last, zone, 1));
        }

        private static Instant day(long millis, ZoneId zone, int later) {
            return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone)
                    .plusDays(later)
                    .atStartOfDay(zone)
                    .toInstant();
        }
    }
}
