package org.curbline.gateway.status;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.curbline.gateway.status.ServiceFacts.Report;

/**
 * One service's states in the order of time: facts go in, transitions come out. The same facts in the same order give
 * the same transitions, however often time is let pass between them. Not thread-safe.
 */
final class ServiceTimeline {
    private final StatusRule rule;
    private ServiceFacts facts;
    private Judgement judgement;
    private Instant since;

    /** @param since from when on the facts are as they are */
    ServiceTimeline(StatusRule rule, ServiceFacts facts, Instant since) {
        this.rule = rule;
        this.facts = facts;
        this.judgement = rule.judge(facts, since);
        this.since = since;
    }

    /**
     * Goes on where an earlier timeline ended, which an earlier gateway kept until it was stopped or killed. What would
     * have changed while nobody was looking is unknown from the moment the evidence ran out.
     *
     * @param before what was said last
     * @param from when on it was said
     * @param newest the newest report in the store
     */
    void resume(Judgement before, Instant from, Report newest, Instant now, Transitions transitions) {
        judgement = before;
        since = from;
        facts = facts.with(newest);
        if (newest.at().isBefore(from)) {
            return; // it was said with that report known
        }
        enter(newest.at(), transitions);
        Instant evidenceEnds = judgement.until();
        if (!evidenceEnds.isAfter(now)) {
            say(evidenceEnds, StatusRule.unknown(StateReason.NOT_OBSERVED), transitions);
        }
    }

    ServiceFacts facts() {
        return facts;
    }

    Judgement judgement() {
        return judgement;
    }

    /** When the present state began. */
    Instant since() {
        return since;
    }

    /** The moment at which the state changes by itself; {@link Instant#MAX} if never. */
    Instant deadline() {
        return judgement.until();
    }

    /** Lets time pass. */
    void advance(Instant now, Transitions transitions) {
        while (!judgement.until().isAfter(now)) {
            enter(judgement.until(), transitions);
        }
    }

    /**
     * Hears a report. One that is fresh holds from the moment it speaks of; one from a spool, too old to say anything
     * of the present, changes nothing before it is heard: what was shown meanwhile was shown.
     *
     * <p>Of two that speak of the same moment the one heard later counts: they come in the order of the kiosk's
     * numbers.
     *
     * @return false if a newer one is known: it tells of the past only
     */
    boolean hear(Report report, Instant heard, Transitions transitions) {
        Report known = facts.report();
        if (known != null && report.at().isBefore(known.at())) {
            return false;
        }
        boolean fresh = report.at().plus(rule.allowedAge()).isAfter(heard);
        apply(fresh ? report.at() : heard, before -> before.with(report), transitions);
        return true;
    }

    /** A fact that holds from a moment on; never from before the last transition, as transitions stay in order. */
    void apply(Instant at, UnaryOperator<ServiceFacts> fact, Transitions transitions) {
        advance(at, transitions);
        facts = fact.apply(facts);
        enter(at.isBefore(since) ? since : at, transitions);
    }

    private void enter(Instant at, Transitions transitions) {
        say(at, rule.judge(facts, at), transitions);
    }

    private void say(Instant at, Judgement next, Transitions transitions) {
        Judgement before = judgement;
        judgement = next;
        if (!next.saysAs(before)) {
            since = at;
            transitions.changed(at, before, next);
        }
    }

    /** Where transitions go. */
    interface Transitions {
        void changed(Instant at, Judgement before, Judgement now);
    }
}
