package org.curbline.agent.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.agent.command.Task.Outcome;
import org.curbline.protocol.Command;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/** What a kiosk can be told, by name. */
public final class Tasks {
    private static final long SHORTEST_INTERVAL_SECONDS = 5;
    private static final long LONGEST_INTERVAL_SECONDS = 3_600;

    private Tasks() {}

    /**
     * All there are.
     *
     * @param restarts the programs that start a service anew, word by word; no other service is
     * @param identify the program that shows which kiosk it is; empty if there is none
     * @param atMost how long a program may take
     */
    public static Map<String, Task> of(
            Map<Service, List<String>> restarts,
            List<String> identify,
            Duration atMost,
            Reporting reporting,
            Task diagnostics) {
        Map<String, Task> tasks = new HashMap<>();
        tasks.put(Command.REBOOT_SERVICE, command -> restart(command, restarts, atMost));
        tasks.put(
                Command.IDENTIFY,
                identify.isEmpty() ? command -> Outcome.failed("not-configured") : new ProgramTask(identify, atMost));
        tasks.put(Command.REPORT_NOW, command -> reporting.now() ? Outcome.DONE : Outcome.failed("nothing-to-report"));
        tasks.put(Command.SET_INTERVAL, command -> setInterval(command, reporting));
        tasks.put(Command.COLLECT_DIAGNOSTICS, diagnostics);
        return tasks;
    }

    /** The parameters that a task reads, and that are what it reads: nothing else is to be kept on the card. */
    static Map<String, Object> needed(Map<String, Object> parameters) {
        Map<String, Object> needed = new HashMap<>();
        if (parameters.get("seconds") instanceof Long seconds) {
            needed.put("seconds", seconds);
        }
        for (Service service : Service.values()) {
            if (service.word().equals(parameters.get("service"))) {
                needed.put("service", service.word());
            }
        }
        return needed;
    }

    private static Outcome restart(Command command, Map<Service, List<String>> restarts, Duration atMost)
            throws InterruptedException {
        Object wanted = command.parameters().get("service");
        for (Service service : Service.values()) {
            if (service.word().equals(wanted)) {
                @Nullable List<String> words = restarts.get(service);
                return words == null ? Outcome.failed("not-allowed") : new ProgramTask(words, atMost).carryOut(command);
            }
        }
        return Outcome.failed("bad-parameter");
    }

    private static Outcome setInterval(Command command, Reporting reporting) {
        if (command.parameters().get("seconds") instanceof Long seconds
                && seconds >= SHORTEST_INTERVAL_SECONDS
                && seconds <= LONGEST_INTERVAL_SECONDS) {
            return reporting.every(Duration.ofSeconds(seconds)) ? Outcome.DONE : Outcome.failed("nothing-to-report");
        }
        return Outcome.failed("bad-parameter");
    }

    /** What reports on the kiosk. Any thread. */
    public interface Reporting {
        /** Reports everything now; false if there is nothing. */
        boolean now();

        /** Reports in this interval from now on, until the agent is started or its settings are read again. */
        boolean every(Duration interval);
    }
}
