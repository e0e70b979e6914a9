package org.curbline.gateway.status;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.status.Duty;
import org.curbline.status.DutyRoster;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceState;
import org.curbline.status.SuspectTime;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.status.usual.LearntDay;
import org.curbline.status.usual.UseTally;
import org.curbline.status.usual.WeekHours;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.HourlyQuestion;
import org.jspecify.annotations.Nullable;

/**
 * Learns one day of the week from some dates, step by step: of each date when the services worked, and then how they
 * were used meanwhile. A step blocks for as long as the store takes for a question or two. One thread at a time.
 */
public final class UseLesson {
    /** More than any day has. */
    private static final int HOURS = 26;

    private final Sources sources;
    private final Duration allowedAge;
    private final Map<Service, UseTally> tallies = new EnumMap<>(Service.class);
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final int dates;
    private int datesWorked;

    /** Of the dates it learns from, each of that day of the week. */
    public UseLesson(Sources sources, Duration allowedAge, WeekHours hours, DayOfWeek day, List<LocalDate> dates) {
        this.sources = sources;
        this.allowedAge = allowedAge;
        for (Service service : Service.values()) {
            tallies.put(service, new UseTally(service, day, hours));
        }
        this.dates = dates.size();
        for (LocalDate date : dates) {
            steps.add(() -> worked(date));
            tallies.forEach((service, tally) -> steps.add(() -> used(service, tally)));
        }
    }

    /** Whether there is no further step. */
    public boolean isOver() {
        return steps.isEmpty();
    }

    /**
     * After a failure this lesson is of no use.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer
     * @throws RegistryException if the registry's database does not
     */
    public void step() {
        steps.remove().run();
    }

    /** Whether something worked on every date. */
    boolean isPastWhole() {
        return datesWorked == dates;
    }

    /** What was learnt of each service. */
    public List<LearntDay> learnt() {
        return tallies.values().stream().map(UseTally::learn).toList();
    }

    private void worked(LocalDate date) {
        tallies.values().forEach(tally -> tally.begin(date));
        UseTally any = tallies.values().iterator().next();
        Map<String, Course> courses = new HashMap<>();
        Roster roster = new Roster(any.from(), any.to());
        sources.transitions.forEach(
                "", View.NOW_KNOWN, any.from().minus(KnownTimeline.LOOK_BACK), any.to(), transition -> {
                    String kiosk = transition.kiosk().value();
                    courses.computeIfAbsent(
                                    kiosk + ' ' + transition.service(),
                                    none -> new Course(kiosk, transition.service(), roster))
                            .change(transition);
                });
        courses.values().forEach(course -> course.until(any.to()));
        datesWorked += tallies.values().stream().anyMatch(UseTally::hasWorked) ? 1 : 0;
    }

    private void used(Service service, UseTally tally) {
        if (!tally.hasWorked()) {
            return;
        }
        Map<String, int[]> empty = new HashMap<>();
        sources.reader.hourly(
                new HourlyQuestion(Carried.uses(service), tally.from(), tally.to(), Carried.column(service)),
                row -> empty.computeIfAbsent(row.kiosk(), none -> new int[HOURS])[row.hour()] += (int) row.count());
        sources.reader.hourly(new HourlyQuestion(Carried.uses(service), tally.from(), tally.to(), null), row -> {
            int[] ofKiosk = empty.get(row.kiosk());
            tally.used(row.kiosk(), row.hour(), row.count(), ofKiosk == null ? 0 : ofKiosk[row.hour()]);
        });
    }

    /** @param shown what is known by now of a kiosk; null if that is nothing */
    public record Sources(
            PointReader reader,
            Transitions transitions,
            KioskRegistry registry,
            Function<String, @Nullable KioskStatus> shown) {}

    /** When each kiosk was meant to work. */
    private final class Roster {
        private final DutyRoster roster;
        private final Map<String, Duty> duties = new HashMap<>();

        Roster(Instant from, Instant to) {
            roster = DutyRoster.of(sources.registry, from, to);
        }

        @Nullable
        Duty of(String kiosk) {
            Kiosk registered = sources.registry.find(kiosk);
            return registered == null
                    ? null
                    : duties.computeIfAbsent(kiosk, none -> roster.of(registered, Instant.MIN));
        }
    }

    /** One service of one kiosk, while its changes are read. */
    private final class Course {
        private final String kiosk;
        private final Service service;
        private final Roster roster;
        private final Instant evidentUntil;
        private final SuspectTime suspectTime = new SuspectTime();
        private Instant since = Instant.MIN;
        private boolean up;

        Course(String kiosk, Service service, Roster roster) {
            this.kiosk = kiosk;
            this.service = service;
            this.roster = roster;
            this.evidentUntil = evidentUntil();
        }

        /** Behind its last use nobody knows whether it works, and behind its last report whether it said so. */
        private Instant evidentUntil() {
            KioskStatus shown = sources.shown.apply(kiosk);
            if (shown == null) {
                return Instant.MIN;
            }
            for (ServiceStatus each : shown.services()) {
                if (each.service() == service && each.usedAt() != null && each.reportedAt() != null) {
                    Instant reported = each.reportedAt().plus(allowedAge);
                    return reported.isBefore(each.usedAt()) ? reported : each.usedAt();
                }
            }
            return Instant.MIN;
        }

        void change(Transition transition) {
            Transition holds = suspectTime.take(transition);
            boolean now = holds != null && holds.state() == ServiceState.UP;
            if (now != up) {
                until(transition.at());
                up = now;
                since = transition.at();
            }
        }

        /** Counts what held until a moment. */
        void until(Instant moment) {
            Instant end = moment.isBefore(evidentUntil) ? moment : evidentUntil;
            if (!up || !since.isBefore(end)) {
                return;
            }
            UseTally tally = tallies.get(service);
            Duty duty = roster.of(kiosk);
            if (tally == null || duty == null || duty.isWhole()) {
                worked(since, end);
            } else {
                duty.cut(since, end, (planned, from, to) -> {
                    if (planned == null) {
                        worked(from, to);
                    }
                });
            }
        }

        private void worked(Instant from, Instant to) {
            UseTally tally = tallies.get(service);
            if (tally != null) {
                tally.worked(kiosk, from, to);
            }
        }
    }
}
