package org.curbline.simulator.kiosk;

import java.util.LinkedHashMap;
import java.util.Map;
import org.curbline.demand.KioskDemand;
import org.curbline.protocol.Command;
import org.curbline.protocol.CommandReply.Result;
import org.curbline.protocol.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a kiosk is told, each thing once, and replies. Not safe for several threads. */
final class Obedience {
    private static final Logger log = LoggerFactory.getLogger(Obedience.class);
    private static final int REMEMBERED = 64;
    private static final long REBOOT_MILLIS = 10_000;
    private static final long SHORTEST_INTERVAL_SECONDS = 5;
    private static final long LONGEST_INTERVAL_SECONDS = 3_600;

    private final KioskDemand demand;
    private final Map<String, Answer> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > REMEMBERED;
        }
    };

    Obedience(KioskDemand demand) {
        this.demand = demand;
    }

    /**
     * Obeys; what is no command is passed over, as there is nothing to reply to.
     *
     * @param nowMillis real time
     * @param simulatedMillis simulated time
     */
    void obey(byte[] message, long nowMillis, long simulatedMillis) {
        Command command;
        try {
            command = Command.decode(message);
        } catch (IllegalArgumentException e) {
            log.debug("What came was no command.", e);
            return;
        }
        Answer answer = answers.get(command.id());
        if (answer == null) {
            answer = command.expiresAt().toEpochMilli() < nowMillis
                    ? Answer.failed("too-late")
                    : carryOut(command, simulatedMillis);
            answers.put(command.id(), answer);
        }
        demand.reply(command.id(), answer.result, answer.reason, simulatedMillis + answer.afterMillis);
    }

    private Answer carryOut(Command command, long at) {
        return switch (command.name()) {
            case Command.IDENTIFY -> Answer.DONE;
            case Command.REPORT_NOW -> {
                demand.reportNow(at);
                yield Answer.DONE;
            }
            case Command.SET_INTERVAL -> setInterval(command, at);
            case Command.REBOOT_SERVICE -> reboot(command, at);
            default -> Answer.failed("unknown-command");
        };
    }

    private Answer setInterval(Command command, long at) {
        if (command.parameters().get("seconds") instanceof Long seconds
                && seconds >= SHORTEST_INTERVAL_SECONDS
                && seconds <= LONGEST_INTERVAL_SECONDS) {
            demand.reportEvery(seconds * 1_000, at);
            return Answer.DONE;
        }
        return Answer.failed("bad-parameter");
    }

    private Answer reboot(Command command, long at) {
        Object wanted = command.parameters().get("service");
        for (Service service : Service.values()) {
            if (service.word().equals(wanted)) {
                demand.reboot(service, at, at + REBOOT_MILLIS);
                return new Answer(Result.DONE, "", REBOOT_MILLIS);
            }
        }
        return Answer.failed("bad-parameter");
    }

    /** @param afterMillis how long it takes, in simulated time */
    private record Answer(Result result, String reason, long afterMillis) {
        private static final Answer DONE = new Answer(Result.DONE, "", 0);

        static Answer failed(String reason) {
            return new Answer(Result.FAILED, reason, 0);
        }
    }
}
