package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AskersTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void whatTakesLongTellsHowFarItIsAndAnswersAreInOrder() throws Exception {
        List<Callable<Integer>> questions = List.of(() -> 1, () -> 2, () -> 3);

        assertEquals(List.of(1, 2, 3), new Askers(2, told::add, 0).ask(questions, "audit of events"));

        assertEquals(
                List.of(
                        "audit of events: 1 of 3 answered",
                        "audit of events: 2 of 3 answered",
                        "audit of events: 3 of 3 answered"),
                told);
    }

    @Test
    void ofWhatIsSoonOverNothingIsTold() throws Exception {
        new Askers(2, told::add, TimeUnit.HOURS.toNanos(1)).ask(List.of(() -> 1, () -> 2), "audit of usage");

        assertEquals(List.of(), told);
    }

    @Test
    void whatCannotBeAskedIsNamed() {
        List<Callable<Integer>> questions = List.of(() -> {
            throw new IOException("nobody there");
        });

        IOException failure =
                assertThrows(IOException.class, () -> new Askers(1, told::add).ask(questions, "audit of usage"));

        assertEquals(
                "The audit of usage could not be finished: java.io.IOException: nobody there", failure.getMessage());
    }
}
