package org.curbline.agent.source;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program and whatever it has started. */
final class ProcessTree {
    private final ProcessHandle root;

    ProcessTree(Process program) {
        this.root = program.toHandle();
    }

    /**
     * Ends it: all are told to (SIGTERM), and those that still run after a while are killed. Blocking, for that while
     * at most.
     *
     * @return whether nobody had to be killed
     */
    boolean end(Duration grace) {
        Set<ProcessHandle> all = new LinkedHashSet<>(); // of one that has ended nobody can tell what it had started
        all.add(root);
        root.descendants().forEach(all::add);
        all.forEach(ProcessHandle::destroy);
        boolean ended = awaitEnd(all, grace);
        List.copyOf(all).forEach(each -> each.descendants().forEach(all::add)); // started meanwhile
        all.forEach(ProcessHandle::destroyForcibly);
        return ended;
    }

    private static boolean awaitEnd(Set<ProcessHandle> all, Duration grace) {
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(grace.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException stillThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
