package org.curbline.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;
import org.curbline.status.StatusHistory.Interval;
import org.jspecify.annotations.Nullable;

/**
 * What people asked of a kiosk within a range of time: to work, or not to while somebody worked on it or while it was
 * not in service. Decided in the registry, it is laid over what is known of the services when a question is answered,
 * so that what is entered late holds too.
 */
public final class Duty {
    private final List<Stretch> planned;
    private final boolean inService;

    /**
     * @param planned when it was not asked to work, in the order of time
     * @param inService whether it was in service at any time
     */
    Duty(List<Stretch> planned, boolean inService) {
        this.planned = List.copyOf(planned);
        this.inService = inService;
    }

    /** Whether the kiosk was in service at any time of the range, under maintenance perhaps. */
    public boolean isInService() {
        return inService;
    }

    /** Whether it is asked to work all the time. */
    public boolean isWhole() {
        return planned.isEmpty();
    }

    /**
     * Until when it is asked to work without a break; {@link Instant#MAX} if there is none any more.
     *
     * @return the moment itself if it is not asked to work then
     */
    public Instant worksUntil(Instant moment) {
        for (Stretch stretch : planned) {
            if (stretch.to.isAfter(moment)) {
                return stretch.from.isAfter(moment) ? stretch.from : moment;
            }
        }
        return Instant.MAX;
    }

    /** Cuts a time into stretches of one duty each, in the order of time. */
    public void cut(Instant from, Instant to, Consumer consumer) {
        Instant done = from;
        for (Stretch stretch : planned) {
            if (stretch.from.isBefore(to) && stretch.to.isAfter(done)) {
                Instant begin = stretch.from.isAfter(done) ? stretch.from : done;
                Instant end = stretch.to.isBefore(to) ? stretch.to : to;
                if (begin.isAfter(done)) {
                    consumer.stretch(null, done, begin);
                }
                consumer.stretch(stretch.judgement, begin, end);
                done = end;
            }
        }
        if (done.isBefore(to)) {
            consumer.stretch(null, done, to);
        }
    }

    /** Lays it over a kiosk's states. */
    public void layOver(Map<Service, List<Interval>> services) {
        if (!isWhole()) {
            services.replaceAll((service, intervals) -> over(intervals));
        }
    }

    private List<Interval> over(List<Interval> intervals) {
        List<Interval> laid = new ArrayList<>();
        for (Interval interval : intervals) {
            cut(interval.from(), interval.to(), (judgement, from, to) -> {
                Interval next = judgement == null
                        ? new Interval(interval.state(), interval.reason(), interval.detail(), from, to)
                        : new Interval(judgement.state(), judgement.reason(), judgement.detail(), from, to);
                Interval last = laid.isEmpty() ? null : laid.get(laid.size() - 1);
                if (last != null && last.saysAs(next)) {
                    laid.set(laid.size() - 1, last.until(to));
                } else {
                    laid.add(next);
                }
            });
        }
        return laid;
    }

    /** Takes one stretch. */
    @FunctionalInterface
    public interface Consumer {
        /** @param planned what holds whatever the kiosk says; null if it is asked to work */
        void stretch(@Nullable Judgement planned, Instant from, Instant to);
    }

    /** A time in which it is not asked to work. */
    record Stretch(Judgement judgement, Instant from, Instant to) {}
}
