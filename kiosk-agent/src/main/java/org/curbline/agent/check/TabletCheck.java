package org.curbline.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;

/** Whether the tablet's heart beats: its shell touches a file again and again. */
final class TabletCheck implements ServiceCheck {
    private final Path heartbeat;
    private final Duration silence;
    private final InstantSource computer;

    /** @param computer the clock by which files are dated */
    TabletCheck(Path heartbeat, Duration silence, InstantSource computer) {
        this.heartbeat = heartbeat;
        this.silence = silence;
        this.computer = computer;
    }

    @Override
    public Service service() {
        return Service.TABLET;
    }

    @Override
    public Verdict look() {
        Duration age;
        try {
            age = Duration.between(Files.getLastModifiedTime(heartbeat).toInstant(), computer.instant());
        } catch (IOException e) {
            return Verdict.down("no-heartbeat");
        }
        if (age.isNegative()) {
            return Verdict.UP; // the clock was set back in between: the next beat tells
        }
        return age.compareTo(silence) > 0 ? Verdict.down("heart-stopped") : new Verdict(State.UP, "", age);
    }
}
