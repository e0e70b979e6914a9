package org.curbline.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.curbline.benchmarks.Figures.ProcessFigures;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Usage;

/** What some processes use between two moments. */
final class Stopwatch {
    private final List<MeasuredProcess> processes;
    private final List<Usage> before;

    private Stopwatch(List<MeasuredProcess> processes) {
        this.processes = processes;
        this.before = processes.stream().map(MeasuredProcess::usage).toList();
    }

    /** Begins to measure. */
    static Stopwatch start(MeasuredProcess... processes) {
        return new Stopwatch(List.of(processes));
    }

    /** What each has used since for each message, and the memory it takes now. */
    List<ProcessFigures> perMessage(long messages) {
        List<ProcessFigures> figures = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            MeasuredProcess process = processes.get(i);
            Usage after = process.usage();
            double micros = after.cpuMicros() - before.get(i).cpuMicros();
            figures.add(new ProcessFigures(
                    process.name(), micros / Math.max(1, messages), after.residentKilobytes(), after.peakKilobytes()));
        }
        return figures;
    }
}
