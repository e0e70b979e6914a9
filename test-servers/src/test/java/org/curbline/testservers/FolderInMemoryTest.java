package org.curbline.testservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

class FolderInMemoryTest {
    @Test
    void isWhereTestsWriteUnlessTheySayThatItIsToBeOnADisk(
            @TempDir Path usual, @TempDir(factory = TempDirFactory.Standard.class) Path disk) throws Exception {
        Path made = FolderInMemory.make("made-");
        try {
            assertEquals(made.getParent(), usual.getParent());
            assertEquals(Path.of(System.getProperty("java.io.tmpdir")), disk.getParent());
        } finally {
            Files.delete(made);
        }
    }

    @Test
    void canHoldAProgramThatRuns(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\nexit 0\n");
        assertTrue(script.toFile().setExecutable(true));
        Command.run(List.of(script.toString())).orFail();
    }
}
