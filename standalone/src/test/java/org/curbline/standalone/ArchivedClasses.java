package org.curbline.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FreePort;

/**
 * The classes of our programs, parsed and verified once for the many processes that the tests start: each then needs
 * two seconds of a processor less. Made by the first who asks, of jars only, as the JVM can archive no others; where
 * there is none, a program starts without.
 */
final class ArchivedClasses {
    private static final Path FOLDER = Path.of("target");

    private ArchivedClasses() {}

    /** The class path that a program is started with: the jars among the tests' own, if they are all it needs. */
    static String classPath() {
        List<String> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty() && !entry.endsWith("test-classes"))
                .toList();
        return String.join(File.pathSeparator, entries);
    }

    /** What a program's virtual machine is to be told. */
    static List<String> flags() throws IOException, InterruptedException {
        if (Stream.of(classPath().split(File.pathSeparator, -1)).anyMatch(entry -> Files.isDirectory(Path.of(entry)))) {
            return List.of();
        }
        Path archive = FOLDER.resolve("classes-" + Long.toHexString(fingerprint()) + ".jsa");
        if (!Files.exists(archive)) {
            makeUnlessAnotherDoes(archive);
        }
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive.toAbsolutePath()) : List.of();
    }

    private static void makeUnlessAnotherDoes(Path archive) throws IOException, InterruptedException {
        try {
            Files.createFile(archive.resolveSibling(archive.getFileName() + ".lock"));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        Path begun = archive.resolveSibling(archive.getFileName() + ".begun");
        Path data = Files.createDirectories(archive.resolveSibling(archive.getFileName() + ".data"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.provider=" + ProgramProcess.LOG,
                "-XX:ArchiveClassesAtExit=" + begun.toAbsolutePath(),
                "-cp",
                classPath(),
                StandaloneMain.class.getName(),
                "--kiosks=2",
                "--for=2s",
                "--http-port=" + FreePort.find(),
                "--mqtt-port=" + FreePort.find(),
                "--data=" + data);
        Process process = ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("out").toFile()));
        try {
            if (process.waitFor(2, TimeUnit.MINUTES) && Files.exists(begun)) {
                Files.move(begun, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            ChildProcess.end(process);
        }
    }

    /** Of which jars, and which versions of them. */
    private static long fingerprint() {
        String jars = Stream.of(classPath().split(File.pathSeparator, -1))
                .map(File::new)
                .map(jar -> jar + " " + jar.lastModified() + " " + jar.length())
                .collect(Collectors.joining("\n"));
        return Integer.toUnsignedLong((jars + Runtime.version()).hashCode());
    }
}
