package org.curbline.agent.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.program.Why;
import org.curbline.protocol.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program that the settings name, word by word. Nothing of the command reaches it. */
public final class ProgramTask implements Task {
    private static final Logger log = LoggerFactory.getLogger(ProgramTask.class);

    private final List<String> words;
    private final Duration atMost;

    public ProgramTask(List<String> words, Duration atMost) {
        this.words = List.copyOf(words);
        this.atMost = atMost;
    }

    @Override
    public Outcome carryOut(Command command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
        } catch (IOException e) {
            log.warn("{} could not be run for {}: {}", words.get(0), command.name(), Why.of(e));
            return Outcome.failed("cannot-start");
        }
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return Outcome.failed("timed-out");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return process.exitValue() == 0 ? Outcome.DONE : Outcome.failed("exit-" + process.exitValue());
    }
}
