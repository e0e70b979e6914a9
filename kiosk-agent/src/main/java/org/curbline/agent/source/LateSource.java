package org.curbline.agent.source;

import java.io.IOException;
import java.time.Duration;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that cannot be opened yet, as another program has its port or its network is not up: it is tried again on a
 * thread of its own until it can be, and is then that source.
 */
public final class LateSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(LateSource.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final String first;
    private final Rounds tries;
    private volatile @Nullable Source opened;

    private LateSource(String name, Opening opening, String first) {
        this.first = first;
        this.tries = Rounds.begin(name, AGAIN, new Tries(name, opening));
    }

    /**
     * Opens a source now, or as soon as it can be.
     *
     * @param name of the source, for people
     */
    public static Source open(String name, Opening opening) {
        try {
            return opening.open();
        } catch (IOException notYet) {
            return new LateSource(name, opening, Why.of(notYet));
        }
    }

    @Override
    public String trouble() {
        Source source = opened;
        if (source != null) {
            return source.trouble();
        }
        String last = tries.trouble();
        return last.isEmpty() ? first : last;
    }

    @Override
    public String toString() {
        Source source = opened;
        return source == null ? tries.toString() : source.toString();
    }

    @Override
    public void close() {
        tries.close();
    }

    /** How a source is opened. */
    public interface Opening {
        /** @throws IOException if it cannot be, in a sentence for people */
        Source open() throws IOException;
    }

    /** The source is opened and closed on one thread, so that none is left open. */
    private final class Tries implements Rounds.Round {
        private final String name;
        private final Opening opening;

        Tries(String name, Opening opening) {
            this.name = name;
            this.opening = opening;
        }

        @Override
        public void go() throws IOException {
            if (opened == null) {
                opened = opening.open();
            }
        }

        @Override
        public void end() {
            Source source = opened;
            if (source != null) {
                try {
                    source.close();
                } catch (IOException e) {
                    log.warn("The source {} could not be closed.", name, e);
                }
            }
        }

        @Override
        public String toString() {
            return name + ": not open yet, and tried again";
        }
    }
}
