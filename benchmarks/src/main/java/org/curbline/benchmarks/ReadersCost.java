package org.curbline.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.ThreadTimes;
import org.curbline.benchmarks.process.ThreadTimes.Purpose;

/**
 * What readers of the event stream cost the gateway, in processor time for each message that is stored. It is measured
 * without and with them in turns, and each round is compared with what came before and after it, as a virtual machine
 * becomes faster with time.
 */
final class ReadersCost {
    /** Until whoever has come is served, and whoever has gone is forgotten. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final MeasuredProcess gateway;
    private final Load load;
    private final Duration each;
    private final List<Part> without = new ArrayList<>();
    private final List<Part> with = new ArrayList<>();

    /** @param each how long it is measured at once */
    ReadersCost(MeasuredProcess gateway, Load load, Duration each) {
        this.gateway = gateway;
        this.load = load;
        this.each = each;
    }

    void measureWithout() {
        without.add(measure());
    }

    void measureWith() {
        with.add(measure());
    }

    /**
     * How much more a message costs with readers, as a share: the round in the middle. What compiling takes is left
     * out, as it comes and goes with what the virtual machine has not done before, and is over some time.
     */
    double middleRise() {
        return middle(rises(Part::steadyMicros));
    }

    void print(int readers) {
        System.out.printf(Locale.ROOT, "%n%-30s %9s", "gateway's CPU, us a message", "in all");
        for (Purpose purpose : Purpose.values()) {
            System.out.printf(Locale.ROOT, " %18s", purpose.words());
        }
        System.out.println();
        for (int i = 0; i < without.size(); i++) {
            without.get(i).print("one reader");
            if (i < with.size()) {
                with.get(i).print(String.format(Locale.ROOT, "%,d readers", readers));
            }
        }
        print("in all", rises(Part::micros), readers);
        print("without compiling", rises(Part::steadyMicros), readers);
    }

    private static void print(String of, double[] rises, int readers) {
        System.out.printf(
                Locale.ROOT,
                "With %,d readers a message costs, %s: %+.1f %% in the middle of %d rounds, %+.1f %% to %+.1f %%%n",
                readers,
                of,
                100 * middle(rises),
                rises.length,
                100 * rises[0],
                100 * rises[rises.length - 1]);
    }

    private static double middle(double[] rises) {
        int middle = rises.length / 2;
        return rises.length % 2 == 1 ? rises[middle] : (rises[middle - 1] + rises[middle]) / 2;
    }

    /** The smallest first. */
    private double[] rises(ToDoubleFunction<Part> cost) {
        double[] rises = new double[with.size()];
        for (int i = 0; i < rises.length; i++) {
            double usual = (cost.applyAsDouble(without.get(i)) + cost.applyAsDouble(without.get(i + 1))) / 2;
            rises[i] = cost.applyAsDouble(with.get(i)) / usual - 1;
        }
        Arrays.sort(rises);
        return rises;
    }

    private Part measure() {
        load.send(SETTLED);
        ThreadTimes before = gateway.threads();
        long messages = load.send(each);
        return new Part(messages, gateway.threads().since(before));
    }

    /** What the gateway has to do meanwhile. */
    interface Load {
        /** Loads it for so long; answers with how many messages. */
        long send(Duration time);
    }

    /** What the gateway's threads used while so many messages came. */
    private record Part(long messages, ThreadTimes used) {
        double micros() {
            return used.micros() / messages;
        }

        double steadyMicros() {
            return (used.micros() - used.micros(Purpose.COMPILING)) / messages;
        }

        void print(String who) {
            System.out.printf(Locale.ROOT, "%-30s %9.1f", who, micros());
            for (Purpose purpose : Purpose.values()) {
                System.out.printf(Locale.ROOT, " %18.1f", used.micros(purpose) / messages);
            }
            System.out.println();
        }
    }
}
