package org.curbline.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.usual.UseWatch;
import org.curbline.status.usual.UsualUse;
import org.jspecify.annotations.Nullable;

/**
 * One service's states in the order of time: facts go in, transitions come out. The same facts in the same order give
 * the same transitions, however often time is let pass between them. Not thread-safe.
 */
public final class ServiceTimeline {
    /** Longer than a message is on its way and waits to be stored, when nothing is wrong. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final StatusRule rule;
    private final UseWatch watch;
    private final Suspicions suspicions = new Suspicions();
    private ServiceFacts facts;
    private Judgement judgement;
    private Instant since;

    /**
     * @param watch of the service's use
     * @param since from when on the facts are as they are
     */
    public ServiceTimeline(StatusRule rule, UseWatch watch, ServiceFacts facts, Instant since) {
        this.rule = rule;
        this.watch = watch;
        this.facts = facts;
        this.judgement = rule.judge(facts, since);
        this.since = since;
        watch.works(judgement.state() == ServiceState.UP, since);
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
        watch.works(before.state() == ServiceState.UP, from);
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

    /**
     * Takes up a suspicion that an earlier gateway told of last, whether it was shown or not. To be called before
     * {@link #resume}.
     */
    public void suspected(StateReason why, Instant told) {
        facts = facts.suspected(why);
        suspicions.resume(why, told);
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

    /** The state does not change by itself before this moment; {@link Instant#MAX} if never. */
    public Instant deadline() {
        return earlier(judgement.until(), earlier(watch.lookAt(), suspicions.toldAgainAt()));
    }

    /** Lets time pass. */
    public void advance(Instant now, StateChanges changes) {
        while (true) {
            Instant improbable = watch.improbableSince(now);
            if (improbable != null && improbable.isBefore(judgement.until())) {
                suspect(StateReason.USE_HAS_STOPPED, watch.unusedSince(), improbable, changes);
            } else if (!judgement.until().isAfter(now)) {
                enter(judgement.until(), changes);
            } else {
                break;
            }
        }
        suspicions.tellAgain(now, changes);
    }

    /**
     * Hears a report. One that is heard at once holds from the moment it speaks of, so that the same moment is told
     * however long the way was; one that comes later, from a spool, changes nothing before it is heard: what was shown
     * meanwhile was shown.
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
        apply(present(report.at(), heard), before -> before.with(report), changes);
        return true;
    }

    /** From when on something is shown that speaks of a moment: what was heard at once, from that moment. */
    private static Instant present(Instant at, Instant heard) {
        return at.plus(AT_ONCE).isBefore(heard) ? heard : at;
    }

    /** Takes what use is usual, or that it has changed; what was shown until now was shown. */
    public void usual(UsualUse use, Instant now) {
        watch.usual(use, now);
    }

    /** Somebody used the service, or may have, while nobody watched. */
    public void usedUnwatched(Instant at) {
        watch.usedUnwatched(at);
    }

    /**
     * Somebody used the service. One that carried something ends a suspicion; one that ended before it was raised, and
     * is heard of later, shows that it was not due.
     *
     * @param at when the use ended
     * @param carried whether it did for people what it is for
     */
    public void used(Instant at, boolean carried, Instant heard, StateChanges changes) {
        advance(heard, changes);
        Instant use = earlier(at, heard);
        watch.used(use, carried);
        if (carried) {
            believe(use, present(use, heard), changes);
        } else if (judgement.state() == ServiceState.UP && watch.isEmptyRunImprobable()) {
            suspect(StateReason.SESSIONS_CARRY_NOTHING, watch.emptySince(), present(use, heard), changes);
        }
    }

    /** Whatever its use was, a kiosk is no longer doubted. */
    public void believe(Instant now, StateChanges changes) {
        believe(now, now, changes);
    }

    private void believe(Instant from, Instant shownFrom, StateChanges changes) {
        suspicions.used(from, changes);
        if (facts.suspicion() != null && suspicions.standing() == null) {
            apply(shownFrom, before -> before.suspected(null), changes);
        }
    }

    private void suspect(StateReason why, Instant from, Instant at, StateChanges changes) {
        suspicions.raise(why, from, at, changes);
        facts = facts.suspected(why);
        enter(at.isBefore(since) ? since : at, changes);
    }

    /** A fact that holds from a moment on; never from before the last transition, as transitions stay in order. */
    public void apply(Instant at, UnaryOperator<ServiceFacts> fact, StateChanges changes) {
        advance(at, changes);
        facts = fact.apply(facts);
        enter(at.isBefore(since) ? since : at, changes);
    }

    /**
     * Holds what somebody else decides by the same facts, and tells nobody. Whoever decides next goes on from there.
     *
     * @param told the facts as they are now
     * @param said what was decided last; null if that is not told
     * @param from when on it was said
     * @param until to which moment the facts are whole
     */
    public void follow(ServiceFacts told, @Nullable Judgement said, Instant from, Instant until) {
        Judgement before = judgement;
        Judgement own = rule.judge(told, until);
        facts = told;
        if (said != null) {
            judgement = new Judgement(said.state(), said.reason(), said.detail(), runsOut(said, own));
            since = from;
        } else {
            judgement = own;
            since = own.saysAs(before) ? since : until;
        }
        watch.works(judgement.state() == ServiceState.UP, since);
    }

    /** Until when what somebody else said may hold, whatever comes of that one. */
    private Instant runsOut(Judgement said, Judgement own) {
        Report report = facts.report();
        boolean isEvident = said.state() != ServiceState.UNKNOWN && said.state() != ServiceState.MAINTENANCE;
        return isEvident && report != null ? rule.evident(facts, report.at()).until() : own.until();
    }

    private void enter(Instant at, StateChanges changes) {
        say(at, rule.judge(facts, at), changes);
    }

    private void say(Instant at, Judgement next, StateChanges changes) {
        Judgement before = judgement;
        judgement = next;
        if (!next.saysAs(before)) {
            since = at;
            watch.works(next.state() == ServiceState.UP, at);
            changes.changed(at, before, next);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
