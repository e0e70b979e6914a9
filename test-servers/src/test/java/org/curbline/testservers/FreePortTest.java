package org.curbline.testservers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void noPortIsFoundTwiceThoughNobodyListensOnItYet() {
        assertEquals(
                2_000,
                IntStream.range(0, 2_000)
                        .map(each -> FreePort.find())
                        .distinct()
                        .count());
    }
}
