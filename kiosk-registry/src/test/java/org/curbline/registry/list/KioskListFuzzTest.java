package org.curbline.registry.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damages a good list in thousands of ways: whatever comes, it is taken over, reported, or refused as no list. */
class KioskListFuzzTest {
    private static final int ROUNDS = 1_500;
    private static final List<String> DEBRIS = List.of(
            "\"",
            ",",
            "\n",
            "\r",
            "\u0000",
            "\uD83D",
            "\uFEFF",
            "{",
            "[",
            "]}",
            "NaN",
            "-",
            "9".repeat(400),
            "/",
            "''",
            " ");
    private static final String JSON =
            """
            [{"site_id":"mn-01-000001","status":"Live","latitude":"40.7","longitude":-74.0,"location":[-74,40.7],
              "installation_date":"2018-06-28 20:00:00.000","notes":{"address":"1 EXAMPLE AVENUE","more":[{}]}},
             {"site_id":"mn-01-000002","status":null,"location":"(40.7, -74.0)"}]""";

    @Test
    void nothingInAListMakesTheImportFail() throws IOException {
        Random random = new Random(20251008);
        String csv = sample();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = damaged(random.nextBoolean() ? csv : JSON, random);
            try {
                KioskList list = KioskList.read(new StringReader(text));
                list.kiosks()
                        .forEach(kiosk ->
                                assertEquals(kiosk.id(), kiosk.mergedInto(null).id()));
                assertTrue(list.kiosks().size() <= list.rows(), text);
            } catch (NotAKioskListException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("round " + round + ": " + text, e);
            }
        }
        assertTrue(refused < ROUNDS * 9 / 10, "too few lists survive for this to prove anything: " + refused);
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int wounds = 1 + random.nextInt(8); wounds > 0 && damaged.length() > 2; wounds--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.insert(at, DEBRIS.get(random.nextInt(DEBRIS.size())));
                case 1 -> damaged.deleteCharAt(at);
                case 2 -> damaged.setCharAt(at, (char) random.nextInt(0x10000));
                default -> damaged.setLength(Math.max(at, damaged.length() / 2));
            }
        }
        return damaged.toString();
    }

    private static String sample() throws IOException {
        try (Reader reader = SampleKiosks.reader()) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        }
    }
}
