package org.curbline.simulator.audit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredOfKiosk.Numbers;

/**
 * Compares what is said to be missing of kiosks' events with the numbers of those that are stored. That what is missing
 * was refused or never sent is {@link Audit}'s matter.
 */
final class CompletenessAudit {
    private final Answers answers;

    CompletenessAudit(Answers answers) {
        this.answers = answers;
    }

    /** Blocks until everything has been asked. */
    Compared compare(Collection<KioskId> kiosks, StoredOfKiosks stored) throws IOException, InterruptedException {
        long missing = 0;
        List<String> differences = new ArrayList<>();
        for (LedgerSpan piece : stored.pieces()) {
            Map<KioskId, Numbers> answered = answers.completeness(piece.from(), piece.to());
            for (KioskId kiosk : kiosks) {
                Numbers truth = stored.of(kiosk).numbers(piece);
                Numbers told = answered.getOrDefault(kiosk, Numbers.NONE);
                missing += truth.missing();
                if (!told.equals(truth)) {
                    differences.add("completeness: of " + kiosk + " from " + piece.from() + " is answered " + told
                            + "; true is " + truth);
                } else if (truth.missing() > 0) {
                    long named = answers.holes(kiosk, piece.from(), piece.to());
                    if (named != truth.missing()) {
                        differences.add("completeness: of " + kiosk + " from " + piece.from() + " are named " + named
                                + " missing numbers; missing are " + truth.missing());
                    }
                }
            }
        }
        return new Compared(
                "complete   kiosks " + kiosks.size() + "  missing " + missing + "  differing " + differences.size(),
                differences);
    }

    /** What the telemetry service says is missing. Blocking. */
    interface Answers {
        /**
         * Of every kiosk that said anything.
         *
         * @throws IOException if nobody can be asked, or answers what cannot be understood
         */
        Map<KioskId, Numbers> completeness(Instant from, Instant to) throws IOException, InterruptedException;

        /** How many missing numbers of a kiosk are named. */
        long holes(KioskId kiosk, Instant from, Instant to) throws IOException, InterruptedException;
    }

    /** Asks by HTTP. */
    record HttpAnswers(HttpApi telemetry) implements Answers {
        @Override
        public Map<KioskId, Numbers> completeness(Instant from, Instant to) throws IOException, InterruptedException {
            String path = "/api/v1/completeness?from=" + from + "&to=" + to;
            Map<KioskId, Numbers> kiosks = new HashMap<>();
            try {
                for (Map<String, String> row : telemetry.table(path).rows()) {
                    kiosks.put(
                            KioskId.of(row.getOrDefault("kiosk", "")),
                            new Numbers(
                                    Long.parseLong(row.getOrDefault("stored", "")),
                                    Long.parseLong(row.getOrDefault("missing", ""))));
                }
                return kiosks;
            } catch (IllegalArgumentException e) {
                throw new IOException("The answer to " + path + " is not understood", e);
            }
        }

        @Override
        public long holes(KioskId kiosk, Instant from, Instant to) throws IOException, InterruptedException {
            String path = "/api/v1/completeness/holes?kiosk=" + kiosk + "&from=" + from + "&to=" + to;
            try {
                return telemetry.get(path).getJsonArray("holes").stream()
                        .map(JsonObject.class::cast)
                        .mapToLong(hole -> hole.getLong("last") - hole.getLong("first") + 1)
                        .sum();
            } catch (ClassCastException | NullPointerException e) {
                throw new IOException("The answer to " + path + " is not understood", e);
            }
        }
    }
}
