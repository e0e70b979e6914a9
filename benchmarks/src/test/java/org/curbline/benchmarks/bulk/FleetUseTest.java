package org.curbline.benchmarks.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.benchmarks.load.MessageSender.Message;
import org.curbline.protocol.EventKind;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.junit.jupiter.api.Test;

class FleetUseTest {
    private static final Instant FROM = Instant.parse("2026-11-02T05:00:00Z");
    private static final Pattern NUMBER = Pattern.compile("\"seq\":(\\d+)");

    @Test
    void messagesHoldEveryEventOnceAndAnHourlyReportOfEachService() {
        List<KioskSite> sites = SyntheticCity.of(2, 1);
        FleetUse use = new FleetUse(sites, 1, FROM, FROM.plus(Duration.ofDays(2)));
        long events = 0;
        for (int kiosk = 0; kiosk < sites.size(); kiosk++) {
            TreeSet<Long> numbers = new TreeSet<>();
            int own = 0;
            for (Message message = use.message(kiosk); message != null; message = use.message(kiosk)) {
                assertTrue(message.events() <= 100, message.events() + " in a message");
                Matcher each = NUMBER.matcher(new String(message.payload(), StandardCharsets.UTF_8));
                while (each.find()) {
                    numbers.add(Long.parseLong(each.group(1)));
                }
                own += message.events();
            }
            assertEquals(own, numbers.size());
            assertEquals(own, numbers.last());
            assertNull(use.message(kiosk), "and then none");
            events += own;
        }
        assertEquals(
                events, use.counts().values().stream().mapToLong(count -> count).sum());
        assertEquals(2 * 4 * 47, use.counts().get(EventKind.STATUS));
    }
}
