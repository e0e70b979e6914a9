package org.curbline.agent.checkup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user may read or write, found out by trying it as that user, as root can: rights alone do not say it where
 * access lists ({@code setfacl}) are. Blocking.
 */
final class Readers {
    /** How {@code test} asks. */
    static final String READ = "-r";

    static final String WRITE = "-w";
    private static final String ENTER = "-x";

    private final String user;
    /** Behind which a command runs as the user. */
    private final List<String> as;

    private Readers(String user, List<String> as) {
        this.user = user;
        this.as = as;
    }

    /** What a user may, with the groups that systemd gives the agent. */
    static Readers of(String user) {
        if (user.equals(System.getProperty("user.name"))) {
            return new Readers(user, List.of());
        }
        Set<String> groups = new LinkedHashSet<>(words(said("id", "-Gn", user)));
        groups.addAll(words(said("systemctl", "show", "--value", "--property=SupplementaryGroups", "curbline-agent")));
        return new Readers(
                user,
                List.of(
                        "setpriv",
                        "--reuid=" + user,
                        "--regid=" + said("id", "-gn", user).strip(),
                        "--groups=" + String.join(",", groups)));
    }

    /** Whether it can be tried at all: only root becomes another user. */
    boolean canTry() {
        return ends("true");
    }

    /**
     * Why the user cannot do it, in words; empty if it can.
     *
     * @param how {@link #READ} or {@link #WRITE}
     * @throws IOException if the file is not there, or not to be seen by whoever asks
     */
    String objection(Path file, String how) throws IOException {
        Path real = file.toRealPath();
        if (ends("test", how, real.toString())) {
            return "";
        }
        Deque<Path> folders = new ArrayDeque<>();
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            folders.push(folder);
        }
        for (Path folder : folders) {
            if (!ends("test", ENTER, folder.toString())) {
                return "the user " + user + " may not enter " + folder;
            }
        }
        return "the user " + user + " may not " + (how.equals(READ) ? "read it" : "write to it");
    }

    /** Whether a program, run as the user, ends well. */
    private boolean ends(String... command) {
        List<String> words = new ArrayList<>(as);
        words.addAll(List.of(command));
        try {
            return new ProcessBuilder(words)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** What a program says; nothing if it cannot be asked. */
    private static String said(String... command) {
        try {
            Process asked = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream out = asked.getInputStream()) {
                return new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException notThere) {
            return "";
        }
    }
}
