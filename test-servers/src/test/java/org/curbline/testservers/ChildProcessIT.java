package org.curbline.testservers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChildProcessIT {
    /** What it says is heard to the end once nobody is left who could say more. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWithTheJvmThatStartedItAndSoDoesWhatItStarted() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Forgetful.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = jvm.inputReader(StandardCharsets.UTF_8)) {
            assertEquals(
                    List.of("has begun"),
                    said.lines().filter(line -> !isOfTheJvm(line)).toList());
        }
        assertEquals(0, jvm.waitFor());
    }

    /** It says which options it has from its environment. */
    private static boolean isOfTheJvm(String line) {
        return line.contains("Picked up ");
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
