package org.curbline.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command that has ended said.
 *
 * @param output both of its streams
 */
public record Command(int exitCode, String output) {
    /** Runs it to its end. */
    public static Command run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
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
