package org.curbline.status;

import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.curbline.status.ServiceFacts.Report;

/**
 * One service's states in the order of time: facts go in, transitions come out. The same facts in the same order give
 * the same transitions, however often time is let pass between them. Not thread-safe.
 */
public final class ServiceTimeline {
    private final StatusRule rule;
    private ServiceFacts facts;
    private Judgement judgement;
    private Instant since;

    /** @param since from when on the facts are as they are */
    public ServiceTimeline(StatusRule rule, ServiceFacts facts, Instant since) {
        this.rule = rule;
        this.facts = facts;
        this.judgement = rule.judge(facts, since);
        this.since = since;
    }

    /**
     * Goes on where an earlier timeline ended, which an earlier gateway kept until it was stopped or killed. What would
     * have changed while nobody was looking is unknown from the moment the evidence ran out; what people decided
     * meanwhile holds from now on.
     *
     * @param before what was said last
     * @param from when on it was said
     * @param newest the newest report in the store
     */
    public void resume(Judgement before, Instant from, Report newest, Instant now, StateChanges changes) {
        judgement = before;
        since = from;
        facts = facts.with(newest);
        Judgement planned = StatusRule.planned(facts);
        if (!before.reason().isPlanned()) {
            goOn(before, changes);
            if (!judgement.until().isAfter(now)) {
                say(judgement.until(), StatusRule.unknown(StateReason.NOT_OBSERVED), changes);
            }
            if (planned != null) {
                say(now, planned, changes);
            }
        } else if (planned == null || !planned.saysAs(before)) {
            enter(now, changes);
        }
    }

    /** From what was said last to what the newest report says. */
    private void goOn(Judgement before, StateChanges changes) {
        Instant at = newestReport().at();
        if (!at.isBefore(since)) {
            say(at, rule.evident(facts, at), changes); // nobody told any more what it says
            return;
        }
        Judgement again = rule.evident(facts, since);
        if (again.saysAs(before)) {
            judgement = again;
        } else if (before.state() != ServiceState.UNKNOWN) {
            say(since, again, changes); // the rule is another one now
        }
    }

    private Report newestReport() {
        return Objects.requireNonNull(facts.report());
    }

    public ServiceFacts facts() {
        return facts;
    }

    public Judgement judgement() {
        return judgement;
    }

    /** When the present state began. */
    public Instant since() {
        return since;
    }

    /** The moment at which the state changes by itself; {@link Instant#MAX} if never. */
    public Instant deadline() {
        return judgement.until();
    }

    /** Lets time pass. */
    public void advance(Instant now, StateChanges changes) {
        while (!judgement.until().isAfter(now)) {
            enter(judgement.until(), changes);
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
    public boolean hear(Report report, Instant heard, StateChanges changes) {
        Report known = facts.report();
        if (known != null && report.at().isBefore(known.at())) {
            return false;
        }
        boolean fresh = report.at().plus(rule.allowedAge()).isAfter(heard);
        apply(fresh ? report.at() : heard, before -> before.with(report), changes);
        return true;
    }

    /** A fact that holds from a moment on; never from before the last transition, as transitions stay in order. */
    public void apply(Instant at, UnaryOperator<ServiceFacts> fact, StateChanges changes) {
        advance(at, changes);
        facts = fact.apply(facts);
        enter(at.isBefore(since) ? since : at, changes);
    }

    private void enter(Instant at, StateChanges changes) {
        say(at, rule.judge(facts, at), changes);
    }

    private void say(Instant at, Judgement next, StateChanges changes) {
        Judgement before = judgement;
        judgement = next;
        if (!next.saysAs(before)) {
            since = at;
            changes.changed(at, before, next);
        }
    }
}
