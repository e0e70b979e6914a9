package org.curbline.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.StatusHistory.Interval;
import org.curbline.status.Transitions.Heard;
import org.curbline.status.Transitions.Left;
import org.jspecify.annotations.Nullable;

/**
 * What is known by now of the past: read from the store, and told anew from the reports where they came late. Any
 * thread; blocks, and throws {@link org.curbline.store.PointReader.StoreUnavailableException} if the store cannot be
 * asked.
 */
public final class KnownHistory {
    /**
     * Before the newest report of all: of that time a gateway that was killed may not have told all. Three minutes, for
     * a kiosk whose clock is as far ahead as is accepted.
     */
    private static final Duration LAST_MINUTES =
            ProtocolLimits.DEFAULT.maxClockAhead().plusMinutes(3);

    private final Transitions transitions;
    private final StatusRule rule;

    public KnownHistory(Transitions transitions, StatusRule rule) {
        this.transitions = transitions;
        this.rule = rule;
    }

    /**
     * Of every service of a kiosk its states without a gap.
     *
     * @param oldest how far back reports are kept
     */
    public Map<Service, List<Interval>> of(KioskId kiosk, Instant from, Instant to, Instant oldest) {
        List<Transition> changes = new ArrayList<>();
        List<Transition> suspicions = new ArrayList<>();
        transitions.forEach(
                kiosk.value(),
                View.NOW_KNOWN,
                from.minus(KnownTimeline.LOOK_BACK),
                to,
                change -> (change.view() == View.KNOWN ? changes : suspicions).add(change));
        changes.addAll(untold(changes, to));
        for (Heard newest : transitions.newestReports(kiosk.value(), oldest)) {
            Transition end = end(newest);
            if (end.at().isBefore(to)) {
                changes.add(end);
            }
        }
        changes.addAll(suspicions);
        changes.sort(Comparator.comparing(Transition::at));
        return StatusHistory.of(SuspectTime.laidOver(changes), from, to);
    }

    /** What was not told again was unknown from {@link KnownTimeline#LOOK_BACK} on. */
    private static List<Transition> untold(List<Transition> changes, Instant to) {
        Map<Service, Transition> newest = new EnumMap<>(Service.class);
        List<Transition> ends = new ArrayList<>();
        for (Transition change : changes) {
            Transition last = newest.put(change.service(), change);
            if (last != null) {
                addUntold(last, change.at(), ends);
            }
        }
        newest.values().forEach(last -> addUntold(last, to, ends));
        return ends;
    }

    private static void addUntold(Transition last, Instant until, List<Transition> ends) {
        Instant end = last.at().plus(KnownTimeline.LOOK_BACK);
        if (end.isBefore(until) && last.state() != ServiceState.UNKNOWN) {
            ends.add(new Transition(
                    last.kiosk(),
                    last.service(),
                    View.KNOWN,
                    end,
                    last.state(),
                    ServiceState.UNKNOWN,
                    StateReason.REPORT_TOO_OLD,
                    ""));
        }
    }

    /** How what a newest report says will end, if no other comes. */
    public Transition end(Heard newest) {
        Judgement said = judge(newest.report());
        Judgement gone = StatusRule.unknown(StateReason.REPORT_TOO_OLD);
        return transition(newest.kiosk(), newest.service(), said.until(), said, gone);
    }

    /** What an earlier gateway told last of the whole fleet, to be told again. */
    public LastMinutes lastMinutes(List<Left> left) {
        return new LastMinutes(left.stream()
                .map(each -> each.heard().report().at())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String series(KioskId kiosk, Service service) {
        return kiosk.value() + ' ' + service;
    }

    /**
     * What changes when a kiosk has told of the past: every change from a moment on, to be written over those that were
     * told before. One that was told and did not happen becomes a change to what it is already.
     */
    public List<Transition> toldAnew(KioskId kiosk, Instant from) {
        Map<Service, KnownTimeline> timelines = new EnumMap<>(Service.class);
        Map<Service, Judgement> before = new EnumMap<>(Service.class);
        List<Transition> told = new ArrayList<>();
        transitions.forEachReport(
                kiosk.value(), from.minus(rule.allowedAge().multipliedBy(2)), Transitions.FOR_EVER, heard -> {
                    KnownTimeline timeline = timelines.get(heard.service());
                    if (heard.report().at().isBefore(from)) {
                        timelines.put(heard.service(), goingOn(heard));
                        before.put(heard.service(), judge(heard.report()));
                    } else {
                        if (timeline == null) {
                            timeline = new KnownTimeline(rule, kiosk);
                            timelines.put(heard.service(), timeline);
                        }
                        timeline.hear(heard.report(), telling(heard, told));
                    }
                });
        Map<Service, NavigableMap<Instant, Transition>> anew = new EnumMap<>(Service.class);
        told.forEach(transition -> anew.computeIfAbsent(transition.service(), none -> new TreeMap<>())
                .put(transition.at(), transition));
        transitions.forEach(kiosk.value(), EnumSet.of(View.KNOWN), from, Transitions.FOR_EVER, old -> {
            NavigableMap<Instant, Transition> changes = anew.getOrDefault(old.service(), new TreeMap<>());
            if (!changes.containsKey(old.at())) {
                told.add(holding(old, changes, before.get(old.service())));
            }
        });
        return told;
    }

    /** The state that holds at the moment of a change that did not happen. */
    private static Transition holding(
            Transition old, NavigableMap<Instant, Transition> changes, @Nullable Judgement before) {
        Map.Entry<Instant, Transition> last = changes.floorEntry(old.at());
        Judgement first = before == null ? StatusRule.unknown(StateReason.REPORT_TOO_OLD) : before;
        ServiceState state = last == null ? first.state() : last.getValue().state();
        return new Transition(
                old.kiosk(),
                old.service(),
                View.KNOWN,
                old.at(),
                state,
                state,
                last == null ? first.reason() : last.getValue().reason(),
                last == null ? first.detail() : last.getValue().detail());
    }

    private KnownTimeline goingOn(Heard first) {
        KnownTimeline timeline = new KnownTimeline(rule, first.kiosk());
        timeline.resume(first.report());
        return timeline;
    }

    private Judgement judge(Report report) {
        return rule.judge(ServiceFacts.none(Lifecycle.ACTIVE).with(report), report.at());
    }

    private static StateChanges telling(Heard heard, List<Transition> told) {
        return (at, before, now) -> told.add(transition(heard.kiosk(), heard.service(), at, before, now));
    }

    private static Transition transition(KioskId kiosk, Service service, Instant at, Judgement before, Judgement now) {
        return new Transition(kiosk, service, View.KNOWN, at, before.state(), now.state(), now.reason(), now.detail());
    }

    /**
     * Reports in the order of time, a part at once, so that a large fleet's take little memory. One thread at a time.
     */
    public final class LastMinutes {
        private static final Duration PART = Duration.ofSeconds(15);

        private final Instant end;
        /**
         * A service that is not heard of before this has begun to report, or begun again: nothing before still held.
         */
        private final Instant newBegin;

        private final Map<String, KnownTimeline> timelines = new HashMap<>();
        private Instant from;

        private LastMinutes(Instant newest) {
            this.end = newest.plusMillis(1);
            this.from = end.minus(LAST_MINUTES);
            this.newBegin = from.plus(rule.allowedAge());
        }

        /**
         * The kiosks whose spools told of a time before, each with the moment from which on it is to be told anew:
         * those that told of the past within these minutes, and those of which it was told within them that nobody
         * knew. Blocks likewise.
         */
        public Map<KioskId, Instant> spools() {
            Map<KioskId, Instant> spools = new HashMap<>();
            transitions.forEachLate(from, mark -> spools.merge(mark.kiosk(), mark.oldest(), KnownHistory::earlier));
            transitions.forEach("", EnumSet.of(View.KNOWN), from, Transitions.FOR_EVER, told -> {
                if (told.state() == ServiceState.UNKNOWN) {
                    spools.merge(told.kiosk(), told.at(), KnownHistory::earlier);
                }
            });
            return spools;
        }

        public boolean isOver() {
            return !from.isBefore(end);
        }

        /** What the next part tells; the same again if it could not be read. Blocks as all that asks the store. */
        public List<Transition> next() {
            Instant to = from.plus(PART).isBefore(end) ? from.plus(PART) : end;
            List<Heard> part = new ArrayList<>();
            transitions.forEachReport("", from, to, part::add);
            List<Transition> told = new ArrayList<>();
            part.forEach(heard -> hear(heard, told));
            from = to;
            return told;
        }

        private void hear(Heard heard, List<Transition> told) {
            String series = series(heard.kiosk(), heard.service());
            KnownTimeline timeline = timelines.get(series);
            if (timeline == null && heard.report().at().isBefore(newBegin)) {
                timelines.put(series, goingOn(heard));
                return;
            }
            if (timeline == null) {
                timeline = new KnownTimeline(rule, heard.kiosk());
                timelines.put(series, timeline);
            }
            timeline.hear(heard.report(), telling(heard, told));
        }
    }
}
