package org.curbline.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed as its readers see it: which events follow a place, while older ones leave. */
class EventFeedTest {
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");

    private Instant now = NOON;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatFollowsAPlaceIsWhatCameAfterIt(long seed) {
        Random random = new Random(seed);
        EventFeed feed = new EventFeed(() -> now, Duration.ofMinutes(10), 300);
        List<Long> numbers = new ArrayList<>();
        List<Instant> came = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            now = now.plusMillis(random.nextInt(5_000));
            if (random.nextInt(100) == 0) {
                feed.skip();
            } else {
                numbers.add(feed.next());
                came.add(now);
                feed.append(new CloudEvent("c" + i, "type", "kiosk", "", "{}"));
            }
            if (i % 50 == 49) {
                long from = Math.max(feed.gap(), feed.next() - random.nextInt(400));
                List<Long> expected = numbers.stream()
                        .skip(Math.max(0, numbers.size() - 300))
                        .filter(number -> !came.get(numbers.indexOf(number))
                                .isBefore(came.get(came.size() - 1).minus(Duration.ofMinutes(10))))
                        .toList();
                List<FeedEvent> read = feed.read(from, 20);
                if (!expected.isEmpty() && from < expected.get(0)) {
                    assertNull(read, "it is no longer kept");
                } else {
                    assertEquals(
                            expected.stream()
                                    .filter(number -> number >= from)
                                    .limit(20)
                                    .toList(),
                            Objects.requireNonNull(read).stream()
                                    .map(FeedEvent::number)
                                    .toList());
                }
            }
        }
    }

    @Test
    void theFirstSinceAMomentIsFound() {
        EventFeed feed = new EventFeed(() -> now, Duration.ofHours(1), 1_000);
        assertEquals(1, feed.since(NOON));
        for (int second = 0; second < 500; second++) {
            now = NOON.plusSeconds(second);
            feed.append(new CloudEvent("c" + second, "type", "kiosk", "", "{}"));
        }
        assertEquals(1, feed.since(NOON.minusSeconds(9)));
        assertEquals(101, feed.since(NOON.plusSeconds(100)));
        assertEquals(102, feed.since(NOON.plusMillis(100_001)));
        assertEquals(501, feed.since(NOON.plusSeconds(500)));
    }
}
