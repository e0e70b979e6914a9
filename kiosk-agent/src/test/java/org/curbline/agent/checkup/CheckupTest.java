package org.curbline.agent.checkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.status.StatusSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckupTest {
    private static final String NOBODY = "nobody";
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Path folder;

    CheckupTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatTheAgentKnowsToBeAmissIsFoundWithWhatToDo() throws IOException {
        List<Finding> findings = asked(new AgentStatus(
                "a",
                "r",
                "tcp://b:1",
                "",
                null,
                3,
                5,
                11,
                18,
                "",
                "nothing keeps it",
                false,
                7,
                List.of(
                        new SourceStatus("check of wifi: up", "", ""),
                        new SourceStatus("check of tablet: down", "no-heartbeat", "is it on?"),
                        new SourceStatus("another", "odd", ""))));
        assertEquals(
                List.of(true, false, false, false, true, false, false),
                findings.stream().map(Finding::isWell).toList(),
                findings::toString);
        assertTrue(findings.get(1).toString().matches("(?s)BAD   time: .*nothing keeps it\n.*timedatectl.*"));
        assertTrue(findings.get(2).toString().matches("(?s)BAD   spool: 11 events of this run left .*max-size.*"));
        assertTrue(findings.get(3).toString().matches("(?s)BAD   time: 7 events can never be dated.*\n.*battery.*"));
        assertEquals(
                "BAD   source: check of tablet: down; it FAILS: no-heartbeat\n      -> is it on?",
                findings.get(5).toString());
        assertTrue(findings.get(6).remedy().contains("journalctl"), findings::toString);
    }

    @Test
    void agentThatIsWellIsSaidToBe() throws IOException {
        List<Finding> findings =
                asked(new AgentStatus("a", "r", "tcp://b:1", "", null, 0, 5, 2, 0, "", "known", true, 1, List.of()));
        assertEquals(1, findings.size(), "what was lost before it started is known: " + findings);
        assertTrue(findings.get(0).isWell(), findings::toString);
    }

    @Test
    void fileThatTheAgentsUserCannotReadIsFoundByRoot() throws IOException {
        assumeTrue(IS_ROOT, "only root becomes another user");
        Path key = Files.createFile(folder.resolve("tls.key"));
        rights(key, "rw-------");
        rights(folder, "rwx------");
        assertFound("the user nobody may not enter " + folder.toRealPath(), key);
        rights(folder, "rwxr-xr-x");
        assertFound("the user nobody may not read it", key);
        assertTrue(Checkup.file("tls.key", key, Checkup.user(key)).isWell());
        rights(key, "rw-r--r--");
        assertTrue(Checkup.file("tls.key", key, NOBODY).isWell());
        assertFound("cannot be seen", folder.resolve("none"));
    }

    @Test
    void accessListsCountWhateverTheRightsSay() throws Exception {
        assumeTrue(IS_ROOT && isThere("setfacl"));
        Path key = Files.createFile(folder.resolve("tls.key"));
        rights(key, "rw-------");
        rights(folder, "rwx------");
        setfacl("u:nobody:x", folder);
        assertFound("the user nobody may not read it", key);
        setfacl("u:nobody:r", key);
        Finding given = Checkup.file("tls.key", key, NOBODY);
        assertTrue(given.isWell(), given::toString);
        rights(key, "rw-r--r--");
        setfacl("u:nobody:x", key);
        assertFound("the user nobody may not read it", key);
    }

    @Test
    void socketMustBeWritable() throws IOException {
        assumeTrue(IS_ROOT);
        rights(folder, "rwxr-xr-x");
        Path socket = Files.createFile(folder.resolve("wlan0"));
        rights(socket, "rw-r--r--");
        Finding found = Checkup.socket("hostapd.sockets", socket, NOBODY);
        assertTrue(found.found().contains("the user nobody may not write to it"), found::toString);
        rights(socket, "rw-rw-rw-");
        assertTrue(Checkup.socket("hostapd.sockets", socket, NOBODY).isWell());
    }

    @Test
    void whoCannotBecomeTheAgentIsToldThatNothingWasTried() throws IOException {
        Finding found = Checkup.file("tls.key", Files.createFile(folder.resolve("tls.key")), "no-such-user");
        assertTrue(found.found().contains("cannot be tried here"), found::toString);
        assertTrue(found.remedy().contains("sudo curbline-agent doctor"), found::toString);
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void setfacl(String entry, Path path) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("setfacl", "-m", entry, path.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    private static void assertFound(String what, Path file) {
        Finding found = Checkup.file("tls.key", file, NOBODY);
        assertFalse(found.isWell());
        assertTrue(
                found.found().startsWith("tls.key is " + file) && found.found().contains(what), found::toString);
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private List<Finding> asked(AgentStatus told) throws IOException {
        Path path = folder.resolve("status.sock");
        try (StatusSocket socket = StatusSocket.open(path, () -> CompletableFuture.completedFuture(told))) {
            assertTrue(Files.exists(path), socket::toString);
            return Checkup.agent(path);
        }
    }
}
