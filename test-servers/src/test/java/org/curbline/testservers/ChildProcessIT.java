package org.curbline.testservers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChildProcessIT {
    /**
     * Its errors, which may begin with the JVM's own words, are heard to the end once nobody is left who could say
     * more.
     */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWithTheJvmThatStartedItAndSoDoesWhatItStarted() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Forgetful.class.getName())
                .start();
        assertEquals("has begun\n", new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        String errors = new String(jvm.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jvm.waitFor(), errors);
    }

    /** What runs in the other process. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] arguments) throws IOException {
            Process process = ChildProcess.start(new ProcessBuilder("sh", "-c", "sleep 120 & echo has begun; wait")
                    .redirectError(ProcessBuilder.Redirect.INHERIT));
            System.out.println(process.inputReader(StandardCharsets.UTF_8).readLine());
        }
    }
}
