package org.curbline.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    private final Path folder;

    TextFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void textIsRead() throws IOException {
        assertEquals("é", TextFile.read(Files.writeString(folder.resolve("text"), "é")));
    }

    @Test
    void whatIsNoTextIsNamed() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xE9, '\n'});
        assertEquals("Cannot use " + latin + ": it is no text in UTF-8", why(latin));
    }

    @Test
    void folderIsNamed() {
        assertEquals("Cannot use " + folder + ": Is a directory", why(folder));
    }

    @Test
    void whatIsNotThereIsLeftAsItIs() {
        assertThrows(NoSuchFileException.class, () -> TextFile.read(folder.resolve("nothing")));
    }

    private static String why(Path file) {
        return String.valueOf(
                assertThrows(IOException.class, () -> TextFile.read(file)).getMessage());
    }
}
