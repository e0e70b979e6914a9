package org.curbline.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class OpenFilesTest {
    @Test
    void asManyProcessesAsTheSystemsLimitDemands() {
        assertEquals(1, OpenFiles.processesFor(200, false, 1_024));
        assertEquals(1, OpenFiles.processesFor(19_700, false, 20_000));
        assertEquals(2, OpenFiles.processesFor(22_370, false, 20_000));
        assertEquals(4, OpenFiles.processesFor(22_370, true, 20_000), "a link takes three");
        assertThrows(IllegalArgumentException.class, () -> OpenFiles.processesFor(1, false, 256));
    }

    @Test
    void everyKioskFallsToOneProcessAndNoProcessHasMoreThanAnotherByTwo() {
        List<Integer> all = IntStream.range(0, 11).boxed().toList();
        assertEquals(List.of(0, 3, 6, 9), Part.parse("1/3").share(all));
        assertEquals(List.of(1, 4, 7, 10), Part.parse("2/3").share(all));
        assertEquals(List.of(2, 5, 8), Part.parse("3/3").share(all));
        for (String text : List.of("0/3", "4/3", "a/b", "")) {
            assertThrows(TypeConversionException.class, () -> Part.parse(text));
        }
    }
}
