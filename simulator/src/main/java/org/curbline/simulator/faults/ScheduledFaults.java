package org.curbline.simulator.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/**
 * Faults at given times, over those of another plan. Where two would befall a kiosk at the same time, only one does:
 * that of the earlier rule, and any rule's rather than the other plan's.
 */
public final class ScheduledFaults implements FaultPlan {
    private static final List<Service> SERVICES = List.of(Service.values());

    private final List<Rule> rules;
    private final FaultPlan others;

    public ScheduledFaults(List<Rule> rules, FaultPlan others) {
        this.rules = List.copyOf(rules);
        this.others = others;
    }

    @Override
    public Iterator<Fault> of(KioskId kiosk, long seed, long startMillis) {
        List<Fault> scheduled = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Fault fault = fault(rules.get(i), kiosk, new SplittableRandom(mixed(seed, i, kiosk)), startMillis);
            if (fault != null && isFree(fault, scheduled)) {
                scheduled.add(fault);
            }
        }
        scheduled.sort(Comparator.comparingLong(Fault::fromMillis));
        return new Merged(scheduled, others.of(kiosk, seed, startMillis));
    }

    /** Every value is drawn whether it is needed or not, so that a rule that is changed changes nothing else. */
    private static @Nullable Fault fault(Rule rule, KioskId kiosk, SplittableRandom random, long startMillis) {
        double luck = random.nextDouble();
        FaultKind kind = rule.kinds.get(random.nextInt(rule.kinds.size()));
        Service drawn = SERVICES.get(random.nextInt(SERVICES.size()));
        double late = random.nextDouble();
        long clock = Draws.hours(2, 12, random) * (random.nextBoolean() ? 1 : -1);
        if (luck >= rule.share || !rule.where.test(kiosk)) {
            return null;
        }
        long from = startMillis + rule.after.toMillis() + (long) (late * rule.spread.toMillis());
        Service service = rule.service == null ? drawn : rule.service;
        return new Fault(
                kind,
                kind.isOfService() ? service : null,
                from,
                from + rule.length.toMillis(),
                kind == FaultKind.WRONG_CLOCK ? clock : 0);
    }

    private static boolean isFree(Fault fault, List<Fault> taken) {
        return taken.stream()
                .noneMatch(other -> fault.fromMillis() < other.toMillis() && other.fromMillis() < fault.toMillis());
    }

    private static long mixed(long seed, int rule, KioskId kiosk) {
        return Draws.spread(seed)
                ^ Draws.spread(rule * 31L + 11)
                ^ Draws.spread(kiosk.value().hashCode());
    }

    /**
     * Something goes wrong at some kiosks at a given time.
     *
     * @param kinds of which it is, each as likely
     * @param service the service it befalls if it befalls one; null for any, drawn by seed
     * @param where the kiosks it may befall
     * @param share how many of them it does, 0 to 1
     * @param after how long after the beginning
     * @param spread over how long its beginnings are spread; zero for all at once
     * @param length how long it lasts
     */
    public record Rule(
            List<FaultKind> kinds,
            @Nullable Service service,
            Predicate<KioskId> where,
            double share,
            Duration after,
            Duration spread,
            Duration length) {
        public Rule {
            kinds = List.copyOf(kinds);
            if (kinds.isEmpty() || after.isNegative() || spread.isNegative() || length.toMillis() <= 0) {
                throw new IllegalArgumentException("Faults have a kind, a time and a length");
            }
        }
    }

    /** Both in the order of time; of the others those that would overlap are left out. */
    private static final class Merged implements Iterator<Fault> {
        private final List<Fault> scheduled;
        private final Iterator<Fault> others;
        private int used;
        private @Nullable Fault other;

        Merged(List<Fault> scheduled, Iterator<Fault> others) {
            this.scheduled = scheduled;
            this.others = others;
            advance();
        }

        @Override
        public boolean hasNext() {
            return used < scheduled.size() || other != null;
        }

        @Override
        public Fault next() {
            Fault next = other;
            Fault own = used < scheduled.size() ? scheduled.get(used) : null;
            if (own != null && (next == null || own.fromMillis() < next.fromMillis())) {
                used++;
                return own;
            }
            if (next == null) {
                throw new NoSuchElementException();
            }
            advance();
            return next;
        }

        private void advance() {
            do {
                other = others.hasNext() ? others.next() : null;
            } while (other != null && !isFree(other, scheduled));
        }
    }
}
