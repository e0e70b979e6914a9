package org.curbline.testservers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a command that has ended said.
 *
 * @param output both of its streams
 */
public record Command(int exitCode, String output) {
    private static final int MOST_SECONDS = 300;

    /** Runs it to its end. */
    public static Command run(List<String> command) {
        return run("", command);
    }

    /**
     * Runs it to its end, which is brought about by force if it does not come within five minutes.
     *
     * @param input what it reads
     */
    public static Command run(String input, List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            try (OutputStream standardInput = process.getOutputStream()) {
                standardInput.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Command(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + command.get(0), e);
        }
    }

    /** Fails with what the command said unless its exit code is 0. */
    public Command orFail() {
        if (exitCode != 0) {
            throw new IllegalStateException("Exit code " + exitCode + ": " + output);
        }
        return this;
    }
}
