package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.registry.access.HashThatCounts;
import org.curbline.registry.access.PasswordCheck;
import org.curbline.registry.access.PasswordHashes;
import org.curbline.registry.database.RegistryDatabase.Waits;
import org.curbline.registry.database.RegistryException;
import org.curbline.testservers.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KioskRegistryIT {
    private static final InstantSource CLOCK = InstantSource.system();

    @Test
    void saysWhichDatabaseCannotBeOpenedAndKeepsItsSecrets() {
        String url = "jdbc:postgresql://127.0.0.1:1/kiosks?user=me&password=hush";

        var e = assertThrows(
                RegistryException.class,
                () -> KioskRegistry.open(
                        new KioskRegistry.UrlAlone(url), CLOCK, new Waits(Duration.ZERO, Duration.ofSeconds(30))));

        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.startsWith("The registry database jdbc:postgresql://127.0.0.1:1/kiosks cannot be opened: "),
                message);
        assertFalse(message.contains("hush"), message);
    }

    @Test
    void saysThatNoDriverKnowsAUrl() {
        var e = assertThrows(RegistryException.class, () -> KioskRegistry.open("jdbc:nosuch:thing", CLOCK));

        assertTrue(String.valueOf(e.getMessage()).contains("jdbc:nosuch:thing"), e.getMessage());
    }

    @Test
    void refusesAFileThatIsNoDatabase(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("registry.mv.db"), "not a database\n".repeat(1_000));

        var e = assertThrows(
                RegistryException.class, () -> KioskRegistry.open("jdbc:h2:file:" + folder.resolve("registry"), CLOCK));

        assertTrue(String.valueOf(e.getMessage()).contains(folder.toString()), e.getMessage());
    }

    @Test
    void answersFromMemoryWhenTheDatabaseIsGoneAndSaysThatItCannotChange() {
        KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:gone", CLOCK);
        registry.discover("mn-01-000001");
        registry.setPassword("mn-01-000001", "secret");
        registry.close();

        assertNotNull(registry.find("MN-01-000001"));
        assertTrue(registry.verify("mn-01-000001", "secret"));
        assertThrows(RegistryException.class, () -> registry.verify("mn-01-000001", "perhaps a newer one"));
        assertThrows(RegistryException.class, () -> registry.discover("mn-01-000002"));
        assertThrows(
                RegistryException.class,
                () -> registry.importKiosks(new StringReader("Site ID,Location\na,\"(1, 2)\"")));
        assertThrows(RegistryException.class, registry::refresh);
        assertEquals(1, registry.all().size());
    }

    @Test
    void aWrongPasswordIsHashedOnceHoweverLongItIsUntilTheDatabaseIsAsked() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        HashThatCounts slow = new HashThatCounts();
        try (KioskRegistry registry =
                KioskRegistry.open(new KioskRegistry.UrlAlone("jdbc:h2:mem:once"), now::get, Waits.USUAL, slow)) {
            registry.discover("mn-01-000001");
            registry.setPassword("mn-01-000001", "secret");

            PasswordCheck check = registry.check("MN-01-000001", "wrong");
            assertFalse(check.fitsMemory());
            now.updateAndGet(instant -> instant.plus(PasswordHashes.FAILURE_REMEMBERED));
            assertFalse(check.fitsDatabase());
            assertEquals(1, slow.checks.get());

            assertTrue(registry.check("mn-01-000001", "secret").fitsMemory());
            assertFalse(registry.check("mn-01-000002", "secret").fitsMemory());
        }
    }

    @Test
    void whatWasChangedIsThereAfterTheProcessDied(@TempDir Path folder) throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("registry");
        Process process = ChildProcess.start(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProcessThatDies.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(output.lines().anyMatch(ProcessThatDies.CHANGED::equals), "the process never got so far");
        }
        assertEquals(ProcessThatDies.STATUS, process.waitFor());

        try (KioskRegistry registry = KioskRegistry.open(url, CLOCK)) {
            assertNotNull(registry.find("mn-01-000001"));
            assertTrue(registry.verify("mn-01-000001", "secret"));
        }
    }

    /** Ends as if the power had gone, the moment its change has returned. */
    static final class ProcessThatDies {
        static final String CHANGED = "changed";
        static final int STATUS = 9;

        private ProcessThatDies() {}

        public static void main(String[] args) {
            KioskRegistry registry = KioskRegistry.open(args[0], CLOCK);
            registry.discover("mn-01-000001");
            registry.setPassword("mn-01-000001", "secret");
            System.out.println(CHANGED);
            System.out.flush();
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
