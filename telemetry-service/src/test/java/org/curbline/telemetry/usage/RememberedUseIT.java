package org.curbline.telemetry.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.store.reading.Nanos;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.rollup.RolledUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is remembered, and what is answered of the rest; the figures themselves are the usage contract's. */
class RememberedUseIT {
    private static final Instant TODAY = Instant.parse("2026-06-20T00:00:00Z");
    private static final int KIOSKS = 40;
    private static final int DAYS = 30;

    @Test
    void whatHasNoRoomIsAskedOfTheStore(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder, Duration.ofDays(3650), () -> TODAY)) {
            for (int day = 1; day <= DAYS; day++) {
                write(store, day);
            }
            long dayOfCalls = KIOSKS; // of few uses each, a byte
            RememberedUse remembered = new RememberedUse(store.reader(), () -> TODAY, 10 * dayOfCalls, Map.of());
            assertTrue(remembered.keep(new Days(ZoneOffset.UTC)).size() > 1);
            remembered.keep(new Days(ZoneOffset.UTC)).forEach(Runnable::run);
            assertEquals(10 * dayOfCalls, remembered.size());
            assertEquals(List.of(), remembered.keep(new Days(ZoneOffset.UTC)), "what has no room is not read again");
            for (int days : List.of(1, 10, 11, DAYS)) {
                Map<String, Long> uses = new HashMap<>();
                remembered.sums(question(days), row -> uses.merge(row.tags().get(1), row.count(), Long::sum));
                assertEquals(KIOSKS, uses.size());
                assertEquals(days * (days + 1) / 2 * 3L, uses.get("kiosk-3"));
            }
        }
    }

    @Test
    void whatWasNotAskedForYetIsAskedOfTheStoreAndRememberedThen(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder, Duration.ofDays(3650), () -> TODAY)) {
            for (int day = 1; day <= DAYS; day++) {
                write(store, day);
            }
            RememberedUse remembered = new RememberedUse(store.reader(), () -> TODAY, 1 << 20, Map.of());
            remembered.keep(new Days(ZoneOffset.UTC)).forEach(Runnable::run);
            long before = remembered.size();
            for (int times = 0; times < 2; times++) {
                List<SumsRow> rows = new ArrayList<>();
                remembered.sums(question(DAYS, Columns.DOWN, Columns.DURATION), rows::add);
                remembered.sums(question(DAYS, Columns.DURATION), rows::add);
                assertEquals(2 * KIOSKS, rows.size());
                for (SumsRow row : rows) {
                    assertEquals(60 * row.count(), row.sums().get(row.sums().size() - 1));
                }
                assertEquals(times > 0, remembered.size() > before);
                remembered.keep(new Days(ZoneOffset.UTC)).forEach(Runnable::run);
            }
        }
    }

    @Test
    void whatTheMapShowsIsRememberedBeforeAnybodyAsks(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder, Duration.ofDays(3650), () -> TODAY)) {
            for (int day = 1; day <= DAYS; day++) {
                write(store, day);
            }
            RememberedUse ahead = new RememberedUse(store.reader(), () -> TODAY);
            RememberedUse onlyUses = new RememberedUse(store.reader(), () -> TODAY, 1 << 20, Map.of());
            for (RememberedUse each : List.of(ahead, onlyUses)) {
                each.keep(new Days(ZoneOffset.UTC)).forEach(Runnable::run);
                assertEquals(List.of(), each.keep(new Days(ZoneOffset.UTC)));
            }
            for (int day = 1; day <= DAYS; day++) {
                write(store, day, "kiosk-of-which-the-city-has-not-heard");
            }
            for (RememberedUse each : List.of(ahead, onlyUses)) {
                List<SumsRow> rows = new ArrayList<>();
                each.sums(question(DAYS, Columns.DURATION), rows::add);
                assertEquals(each == ahead ? KIOSKS : KIOSKS + 1, rows.size(), "the store has one more");
            }
        }
    }

    /** As its script has it: {@code wifi: ['count', 'downBytes']}. */
    @Test
    void whatIsReadAheadIsWhatTheMapShows() throws IOException {
        try (InputStream page = RememberedUse.class.getResourceAsStream("/org/curbline/telemetry/pages/places.js")) {
            String script = new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
            RememberedUse.ON_THE_MAP.forEach((use, column) -> {
                Matcher shown = Pattern.compile(use.word() + ": \\['count', '(\\w+)'\\]")
                        .matcher(script);
                assertTrue(shown.find(), use.word());
                assertTrue(Measure.of(shown.group(1)).isToldBy(column), use.word());
            });
            assertEquals(Set.of(RolledUse.values()), RememberedUse.ON_THE_MAP.keySet());
        }
    }

    private static SumsQuestion question(int days, Whole... fields) {
        return new SumsQuestion(
                Measurement.USAGE_KIOSK_DAY,
                TODAY.minus(Duration.ofDays(days)),
                TODAY,
                null,
                List.of(Columns.SERVICE, Columns.KIOSK),
                Map.of(Columns.SERVICE, Set.of("call"), Columns.ZONE, Set.of("Z")),
                List.of(fields));
    }

    /** Of so many days ago, each kiosk's calls and the city's. */
    private static void write(EmbeddedStore store, int day) throws InterruptedException {
        PointBatch batch = new PointBatch(64);
        long at = Nanos.of(TODAY.minus(Duration.ofDays(day)));
        long all = 0;
        for (int kiosk = 1; kiosk <= KIOSKS; kiosk++) {
            long uses = (long) kiosk * day % 251;
            uses = kiosk == 3 ? 3L * day : uses == 0 ? 1 : uses;
            all += uses;
            batch.begin(Measurement.USAGE_KIOSK_DAY)
                    .tag(Columns.KIOSK, "kiosk-" + kiosk)
                    .tag(Columns.SERVICE, RolledUse.CALL.word())
                    .tag(Columns.ZONE, "Z");
            batch.field(Columns.USES, uses).field(Columns.DURATION, 60 * uses).end(at);
        }
        batch.begin(Measurement.USAGE_CITY_DAY)
                .tag(Columns.KIND, "local")
                .tag(Columns.SERVICE, RolledUse.CALL.word())
                .tag(Columns.ZONE, "Z");
        batch.field(Columns.USES, all).field(Columns.DURATION, 60 * all).end(at);
        assertEquals(List.of(), store.writer().write(batch));
    }

    private static void write(EmbeddedStore store, int day, String kiosk) throws InterruptedException {
        PointBatch batch = new PointBatch(64);
        batch.begin(Measurement.USAGE_KIOSK_DAY)
                .tag(Columns.KIOSK, kiosk)
                .tag(Columns.SERVICE, RolledUse.CALL.word())
                .tag(Columns.ZONE, "Z");
        batch.field(Columns.USES, 1).field(Columns.DURATION, 60).end(Nanos.of(TODAY.minus(Duration.ofDays(day))));
        assertEquals(List.of(), store.writer().write(batch));
    }

    @Test
    void whatWasReadADayAgoIsReadAnewAndAnswersMeanwhile(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder, Duration.ofDays(3650), () -> TODAY)) {
            write(store, 1);
            write(store, 2);
            Instant[] now = {TODAY};
            RememberedUse remembered = new RememberedUse(store.reader(), () -> now[0]);
            remembered.keep(new Days(ZoneOffset.UTC)).forEach(Runnable::run);
            assertEquals(List.of(), remembered.keep(new Days(ZoneOffset.UTC)));
            now[0] = TODAY.plus(Duration.ofHours(25));
            assertEquals(1, remembered.keep(new Days(ZoneOffset.UTC)).size());
            assertTrue(remembered.size() > 0);
            remembered.keep(new Days(ZoneOffset.UTC)).forEach(Runnable::run);
            assertEquals(List.of(), remembered.keep(new Days(ZoneOffset.UTC)));
        }
    }
}
