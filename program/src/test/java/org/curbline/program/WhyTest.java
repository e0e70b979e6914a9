package org.curbline.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class WhyTest {
    @Test
    void messageIsSaidAsItIs() {
        assertEquals("No space left on device", Why.of(new IOException("No space left on device")));
    }

    @Test
    void whoSaysNothingIsNamed() {
        assertEquals("closed channel", Why.of(new ClosedChannelException()));
        assertEquals("it ended too soon", Why.of(new EOFException()));
        assertEquals("io", Why.of(new IOException(" ")));
        assertEquals("io", Why.of(new InvocationTargetException(new IOException())));
    }

    @Test
    void nameWithoutAddressIsCalledThat() {
        assertEquals("the name has no address", Why.of(new UnknownHostException("Failed to resolve 'a' [A(1)]")));
        assertEquals("a.invalid", Why.of(new UnknownHostException("a.invalid")), "a sentence can be made of it");
    }

    @Test
    void whatIsWrongWithAFileIsSaidBesideItsName(@TempDir Path folder) throws IOException {
        Path none = folder.resolve("none");
        assertEquals(none + " is not there", why(() -> Files.readString(none)));
        assertEquals(folder + " is there already", why(() -> Files.createDirectory(folder)));
        assertEquals("/a: this user may not", Why.of(new AccessDeniedException("/a")));
        Path below = Files.createFile(none).resolve("below");
        assertEquals(below + ": Not a directory", why(() -> Files.readString(below)));
        assertEquals(folder + ": directory not empty", why(() -> Files.delete(folder)));
    }

    private static String why(Executable work) {
        return Why.of(assertThrows(IOException.class, work));
    }
}
