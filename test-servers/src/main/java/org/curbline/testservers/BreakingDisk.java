package org.curbline.testservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk of its own, mounted at a folder, whose file system becomes read-only under who writes to it: the kernel is
 * told that it found an error there, and does what Debian has it do then. What is open cannot be written any more
 * either. As with any such disk, it can be written again only after it was unmounted. Linux, as root.
 */
public final class BreakingDisk implements AutoCloseable {
    private static final String SIZE = "4G";

    private final Path image;
    private final Path folder;

    private BreakingDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /**
     * An empty one. Skips the test where this machine lets nobody mount one; fails in CI for whatever else.
     *
     * @param image the file that it is in, which must not be there
     */
    public static BreakingDisk mount(Path image, Path folder) throws IOException {
        BreakingDisk disk = new BreakingDisk(image, folder);
        Assumptions.assumeTrue(disk.isAllowed(), "nobody may mount a disk here");
        Command.run(List.of("truncate", "-s", SIZE, image.toString())).orFail();
        Command made = disk.root("mkfs.ext4 -q \"$0\" && mount -o loop,errors=remount-ro \"$0\" \"$1\"");
        if (made.exitCode() != 0 && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI must be able to mount a disk: " + made.output());
        }
        Assumptions.assumeTrue(made.exitCode() == 0, "no disk can be mounted here: " + made.output());
        return disk;
    }

    private boolean isAllowed() {
        return Files.isWritable(Path.of("/dev/loop-control"))
                && root("mount -t tmpfs none \"$1\" && umount \"$1\"").exitCode() == 0;
    }

    /** From now on its file system is read-only. */
    public void fail() throws IOException {
        String device = Path.of(
                        root("findmnt -n -o SOURCE \"$1\"").orFail().output().strip())
                .getFileName()
                .toString();
        Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
    }

    /** Unmounts it, has it mended, and mounts it again; nobody may have anything open there. */
    public void repair() {
        root("umount \"$1\" && { e2fsck -p \"$0\" || [ $? -le 1 ]; } && mount -o loop,errors=remount-ro \"$0\" \"$1\"")
                .orFail();
    }

    private Command root(String script) {
        return Command.run(List.of("sh", "-c", script, image.toString(), folder.toString()));
    }

    /** Unmounts it. Whoever has something open there keeps it until it is closed. */
    @Override
    public void close() {
        root("umount -l \"$1\"").orFail();
    }
}
