package org.curbline.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestDbIT {
    @Test
    void printsNothingAndOthersMay(@TempDir Path folder) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(console);
        System.setErr(console);
        try {
            QuestDb.start(folder).close();
            Silence.around(() -> {
                System.out.println("from the silenced thread");
                return CompletableFuture.runAsync(() -> System.out.print("from another"))
                        .join();
            });
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertEquals("from another", printed.toString(StandardCharsets.UTF_8));
    }
}
