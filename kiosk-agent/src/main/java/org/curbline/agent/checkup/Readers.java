package org.curbline.agent.checkup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which files a user may read, by owner, group and rights: whoever asks is another, as a rule root. */
final class Readers {
    private static final String ROOT = "root";
    private static final List<List<String>> GROUPS = List.of(
            List.of("id", "-Gn", "USER"),
            List.of("systemctl", "show", "--value", "--property=SupplementaryGroups", "curbline-agent"));

    private final String user;
    private final Set<String> groups = new HashSet<>();

    private Readers(String user) {
        this.user = user;
    }

    /** What a user may, with the groups that systemd gives the agent. Blocking. */
    static Readers of(String user) {
        Readers readers = new Readers(user);
        for (List<String> command : GROUPS) {
            List<String> words = new ArrayList<>(command);
            words.replaceAll(word -> word.equals("USER") ? user : word);
            readers.groups.addAll(List.of(said(words).strip().split("\\s+")));
        }
        return readers;
    }

    /** Why the user cannot read a file, in words; empty if it can. */
    String objection(Path file) throws IOException {
        Path real = file.toRealPath();
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            if (!may(
                    folder,
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE)) {
                return "the user " + user + " may not enter " + folder;
            }
        }
        boolean mayRead = may(
                real, PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        return mayRead ? "" : "the user " + user + " may not read it";
    }

    private boolean may(
            Path path, PosixFilePermission asOwner, PosixFilePermission asGroup, PosixFilePermission asOther)
            throws IOException {
        PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class);
        if (user.equals(ROOT)) {
            return true;
        }
        if (file.owner().getName().equals(user)) {
            return file.permissions().contains(asOwner);
        }
        return file.permissions().contains(groups.contains(file.group().getName()) ? asGroup : asOther);
    }

    /** What a program says; nothing if it cannot be asked. */
    private static String said(List<String> command) {
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
