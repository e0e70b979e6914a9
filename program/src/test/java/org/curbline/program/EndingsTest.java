package org.curbline.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private final List<String> ended = new ArrayList<>();

    @Test
    void whatCannotBeEndedKeepsNothingElseFromEnding() {
        IllegalStateException first = new IllegalStateException("first");
        IOException second = new IOException("second");

        RuntimeException told = assertThrows(
                RuntimeException.class,
                () -> Endings.all(
                        () -> ended.add("a"),
                        () -> fail(first),
                        () -> Future.failedFuture(second).await(),
                        () -> ended.add("b")));

        assertEquals(List.of("a", "b"), ended);
        assertSame(first, told);
        assertEquals(List.of(second), List.of(told.getSuppressed()));
    }

    @Test
    void aFailureThatIsCheckedIsTold() {
        IOException why = new IOException("why");

        RuntimeException told = assertThrows(
                RuntimeException.class,
                () -> Endings.all(() -> Future.failedFuture(why).await(), () -> ended.add("b")));

        assertEquals(List.of("b"), ended);
        assertSame(why, told.getCause());
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }
}
