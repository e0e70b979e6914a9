package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.curbline.store.Column;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.rollup.RolledUse;
import org.jspecify.annotations.Nullable;

/**
 * What was used at each kiosk, by the hour for two days and by the day for a year and more, remembered as it is rolled
 * up: each of thousands of kiosks costs a store something with every question. What is remembered of an hour or a day
 * holds as long as the city's rollup of it counts as many uses, as points are never changed and the city's rollup is
 * written after kiosks'; of what does not, the store is asked. Blocking; any thread.
 */
final class RememberedUse {
    private static final Duration HOURS_KEPT = Duration.ofDays(2);
    private static final Duration DAYS_KEPT = Duration.ofDays(400);
    /** So many hours or days are read when somebody asks; of more, the store is asked as a whole. */
    private static final int READ_WHEN_ASKED = 2;
    /** And so many at once ahead of questions. */
    private static final int READ_AHEAD = 4;

    /** Should a count ever come to the same of something else. */
    private static final Duration READ_AGAIN = Duration.ofDays(1);
    /** Of so few kiosks the store has less to look at than of the city. */
    private static final int FEW = 16;

    private static final int PAGE = 20_000;
    /** In all; of New York a year of everything that a map shows. */
    private static final long MOST_BYTES = 24 << 20;

    /** What the map of places shows of each service, beside how many uses there were. */
    static final Map<RolledUse, Whole> ON_THE_MAP = Map.of(
            RolledUse.WIFI, Columns.DOWN,
            RolledUse.CHARGING, Columns.ENERGY,
            RolledUse.CALL, Columns.DURATION,
            RolledUse.TABLET, Columns.DURATION);

    private final PointReader reader;
    private final InstantSource clock;
    private final long mostBytes;
    private final Map<RolledUse, Whole> ahead;
    private final KioskNumbers kiosks = new KioskNumbers();
    private final Map<Course, NavigableMap<Long, Sums>> courses = new ConcurrentHashMap<>();
    /** What was asked for beside how many uses there were, or is before anybody does. */
    private final Map<Course, Set<Whole>> asked = new ConcurrentHashMap<>();
    /** What was older had no room. */
    private volatile long roomFrom = Long.MIN_VALUE;

    /** Nothing is read yet. */
    RememberedUse(PointReader reader, InstantSource clock) {
        this(reader, clock, MOST_BYTES, ON_THE_MAP);
    }

    /** @param ahead what is read of each service beside how many uses there were, before anybody asks for it */
    RememberedUse(PointReader reader, InstantSource clock, long mostBytes, Map<RolledUse, Whole> ahead) {
        this.reader = reader;
        this.clock = clock;
        this.mostBytes = mostBytes;
        this.ahead = ahead;
    }

    /**
     * Answers as the store does.
     *
     * @param question about a time of which the city's rollups were made, if any were
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        Grain grain = Grain.of(question);
        Set<String> services = question.among().getOrDefault(Columns.SERVICE, Set.of());
        Set<String> zones = question.among().getOrDefault(Columns.ZONE, Set.of(""));
        Set<String> named = question.among().get(Columns.KIOSK);
        boolean isOfFew = named != null && named.size() <= FEW;
        if (grain == null
                || isOfFew
                || services.isEmpty()
                || zones.size() != 1
                || Nanos.of(question.from()) < from(grain)) {
            reader.sums(question, consumer);
            return;
        }
        List<Course> there = services.stream()
                .map(service -> new Course(grain, service, zones.iterator().next()))
                .toList();
        Map<String, NavigableMap<Long, Long>> uses = citysUses(there, question.from(), question.to(), question.from());
        for (Course course : there) {
            NavigableMap<Long, Long> counts = uses.getOrDefault(course.service, new TreeMap<>());
            List<Whole> fields = course.fields(question.fields());
            if (fields.size() <= 1) { // who asks for more wants a table, and not to look at it as time passes
                asked(course).addAll(fields);
            }
            Holding held = holding(course, counts, fields, Instant.MIN);
            if (held.lacking.size() > READ_WHEN_ASKED) {
                reader.sums(of(question, course), consumer);
                continue;
            }
            boolean isKept = asked(course).containsAll(fields);
            for (long begin : held.lacking) {
                Map<Long, Sums> read = read(course, List.of(begin), isKept ? List.copyOf(asked(course)) : fields);
                held.sums.addAll(read.values());
                if (isKept) {
                    of(course).putAll(read);
                    makeRoom();
                }
            }
            tell(course, held.sums, question, consumer);
        }
    }

    private static SumsQuestion of(SumsQuestion question, Course course) {
        Map<Tag, Set<String>> among = new HashMap<>(question.among());
        among.put(Columns.SERVICE, Set.of(course.service));
        return new SumsQuestion(
                question.measurement(),
                question.from(),
                question.to(),
                question.step(),
                question.by(),
                among,
                question.fields());
    }

    private void tell(Course course, List<Sums> some, SumsQuestion question, Consumer<SumsRow> consumer) {
        List<Whole> fields = question.fields();
        List<String> names = kiosks.names();
        long[] uses = new long[names.size()];
        long[][] totals = new long[fields.size()][names.size()];
        for (Sums sums : some) {
            sums.uses.addTo(uses);
            for (int i = 0; i < totals.length; i++) {
                PackedSums field = sums.fields.get(fields.get(i));
                if (field != null) {
                    field.addTo(totals[i]);
                }
            }
        }
        Set<String> named = question.among().get(Columns.KIOSK);
        for (int kiosk = 0; kiosk < uses.length; kiosk++) {
            if (uses[kiosk] > 0 && (named == null || named.contains(names.get(kiosk)))) {
                List<Long> told = new ArrayList<>(totals.length);
                for (long[] field : totals) {
                    told.add(field[kiosk]);
                }
                consumer.accept(new SumsRow(0, List.of(course.service, names.get(kiosk)), uses[kiosk], told));
            }
        }
    }

    /**
     * Makes that all there is to know is remembered.
     *
     * @param days that are rolled up, and their hours
     * @return what is to be done for it, piece by piece, the newest first
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    List<Runnable> keep(Days days) {
        List<Runnable> pieces = new ArrayList<>();
        for (Grain grain : Grain.values()) {
            List<Course> all = Stream.of(RolledUse.values())
                    .map(use -> new Course(
                            grain, use.word(), grain == Grain.DAYS ? days.zone().getId() : ""))
                    .toList();
            Instant from = Instant.ofEpochSecond(0, from(grain));
            Map<String, NavigableMap<Long, Long>> uses = citysUses(all, from, clock.instant(), days.hour(from));
            for (Course course : all) {
                NavigableMap<Long, Long> counts = uses.getOrDefault(course.service, new TreeMap<>());
                of(course).keySet().retainAll(counts.keySet());
                Holding held =
                        holding(course, counts, asked(course), clock.instant().minus(READ_AGAIN));
                for (List<Long> begins : neighbours(held.lacking, counts)) {
                    pieces.add(() -> keep(course, begins));
                }
            }
        }
        return pieces;
    }

    /** Those that follow each other, the newest first, a few together. */
    private static List<List<Long>> neighbours(List<Long> begins, NavigableMap<Long, Long> counts) {
        List<List<Long>> all = new ArrayList<>();
        List<Long> some = new ArrayList<>();
        for (int i = begins.size() - 1; i >= 0; i--) {
            long begin = begins.get(i);
            boolean isNext = !some.isEmpty() && some.get(some.size() - 1).equals(counts.higherKey(begin));
            if (!isNext || some.size() == READ_AHEAD) {
                some = new ArrayList<>();
                all.add(some);
            }
            some.add(begin);
        }
        return all;
    }

    private void keep(Course course, List<Long> begins) {
        if (begins.get(0) >= roomFrom) {
            of(course).putAll(read(course, begins, List.copyOf(asked(course))));
            makeRoom();
        }
    }

    private synchronized void makeRoom() {
        while (size() > mostBytes) {
            long oldest = courses.values().stream()
                    .flatMap(each -> each.keySet().stream())
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(Long.MAX_VALUE);
            roomFrom = oldest + 1;
            courses.values().forEach(each -> each.remove(oldest));
        }
    }

    /** In bytes. */
    long size() {
        return courses.values().stream()
                .flatMap(each -> each.values().stream())
                .mapToLong(Sums::size)
                .sum();
    }

    /** Where what is remembered begins. */
    private long from(Grain grain) {
        Instant kept = clock.instant().minus(grain.kept).truncatedTo(ChronoUnit.HOURS);
        return Math.max(Nanos.of(kept), roomFrom);
    }

    private NavigableMap<Long, Sums> of(Course course) {
        return courses.computeIfAbsent(course, none -> new ConcurrentSkipListMap<>());
    }

    private Set<Whole> asked(Course course) {
        return asked.computeIfAbsent(course, none -> new CopyOnWriteArraySet<>(course.fields(ahead)));
    }

    /**
     * What is remembered that still holds; another thread may remember something else meanwhile.
     *
     * @param readSince what was read before is to be read anew
     */
    private Holding holding(
            Course course, NavigableMap<Long, Long> counts, Collection<Whole> fields, Instant readSince) {
        NavigableMap<Long, Sums> remembered = of(course);
        Holding held = new Holding(new ArrayList<>(), new ArrayList<>());
        counts.forEach((begin, uses) -> {
            Sums sums = remembered.get(begin);
            if (sums != null
                    && sums.count == uses
                    && !sums.read.isBefore(readSince)
                    && sums.fields.keySet().containsAll(fields)) {
                held.sums.add(sums);
            } else {
                held.lacking.add(begin);
            }
        });
        return held;
    }

    /**
     * How many uses there were in each hour or day, by the city's rollups.
     *
     * @param hour when one begins: every day begins with one
     */
    private Map<String, NavigableMap<Long, Long>> citysUses(List<Course> some, Instant from, Instant to, Instant hour) {
        Map<Tag, Set<String>> among = new HashMap<>(some.get(0).amongZone());
        among.put(Columns.SERVICE, Set.copyOf(some.stream().map(Course::service).toList()));
        Step hours = new Step(hour, Duration.ofHours(1));
        Map<String, NavigableMap<Long, Long>> uses = new HashMap<>();
        if (from.isBefore(to)) {
            reader.sums(
                    new SumsQuestion(
                            some.get(0).grain.city, from, to, hours, List.of(Columns.SERVICE), among, List.of()),
                    row -> uses.computeIfAbsent(row.tags().get(0), none -> new TreeMap<>())
                            .merge(row.epochNanos(), row.count(), Long::sum));
        }
        return uses;
    }

    /**
     * Asks the store.
     *
     * @param begins neighbours, the newest first
     */
    private Map<Long, Sums> read(Course course, List<Long> begins, List<Whole> fields) {
        Instant now = clock.instant();
        List<Column> columns = new ArrayList<>(List.of(Columns.USES));
        columns.addAll(fields);
        Map<Tag, Set<String>> among = new HashMap<>(course.amongZone());
        among.put(Columns.SERVICE, Set.of(course.service));
        Map<Long, long[][]> gathered = new HashMap<>();
        reader.forEach(
                new PointsQuestion(
                        course.grain.kiosks,
                        Instant.ofEpochSecond(0, begins.get(begins.size() - 1)),
                        Instant.ofEpochSecond(0, begins.get(0) + 1),
                        "",
                        -1,
                        PAGE,
                        among,
                        columns),
                point -> add(point, columns, gathered));
        Map<Long, Sums> read = new HashMap<>();
        gathered.forEach((begin, sums) -> {
            Map<Whole, PackedSums> packed = new HashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                packed.put(fields.get(i), PackedSums.of(sums[i + 1]));
            }
            read.put(begin, new Sums(now, Arrays.stream(sums[0]).sum(), PackedSums.of(sums[0]), packed));
        });
        return read;
    }

    private void add(StoredPoint point, List<Column> columns, Map<Long, long[][]> gathered) {
        int kiosk = kiosks.of(String.valueOf(point.values().get(Columns.KIOSK.name())));
        long[][] sums = gathered.computeIfAbsent(point.epochNanos(), none -> new long[columns.size()][0]);
        for (int i = 0; i < sums.length; i++) {
            if (kiosk >= sums[i].length) {
                sums[i] = Arrays.copyOf(sums[i], Math.max(kiosks.count(), kiosk + 1));
            }
            if (point.values().get(columns.get(i).name()) instanceof Long value) {
                sums[i][kiosk] = Math.addExact(sums[i][kiosk], value);
            }
        }
    }

    /** How time is cut, and where rollups of it are. */
    private enum Grain {
        HOURS(Measurement.USAGE_HOUR, Measurement.USAGE_CITY_HOUR, HOURS_KEPT),
        DAYS(Measurement.USAGE_KIOSK_DAY, Measurement.USAGE_CITY_DAY, DAYS_KEPT);

        private static final List<Tag> BY = List.of(Columns.SERVICE, Columns.KIOSK);
        private static final Set<Tag> AMONG = Set.of(Columns.SERVICE, Columns.KIOSK, Columns.ZONE);

        private final Measurement kiosks;
        private final Measurement city;
        private final Duration kept;

        Grain(Measurement kiosks, Measurement city, Duration kept) {
            this.kiosks = kiosks;
            this.city = city;
            this.kept = kept;
        }

        /** That of which a question asks for kiosks' whole sums; null if it asks for something else. */
        static @Nullable Grain of(SumsQuestion question) {
            boolean fits = question.step() == null
                    && question.by().equals(BY)
                    && AMONG.containsAll(question.among().keySet());
            return Stream.of(values())
                    .filter(grain -> fits && grain.kiosks == question.measurement())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** @param zone by whose clocks days begin; empty for hours */
    private record Course(Grain grain, String service, String zone) {
        Map<Tag, Set<String>> amongZone() {
            return zone.isEmpty() ? Map.of() : Map.of(Columns.ZONE, Set.of(zone));
        }

        /** What is wanted of its service; nothing or one. */
        List<Whole> fields(Map<RolledUse, Whole> wanted) {
            return wanted.entrySet().stream()
                    .filter(each -> each.getKey().word().equals(service))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /** Those that its rollups have. */
        List<Whole> fields(List<Whole> wanted) {
            return Stream.of(RolledUse.values())
                    .filter(use -> use.word().equals(service))
                    .flatMap(use -> use.sums().stream())
                    .filter(wanted::contains)
                    .toList();
        }
    }

    /**
     * What there is of a time.
     *
     * @param lacking when the hours or days begin of which something else is remembered than there is, or nothing
     */
    private record Holding(List<Sums> sums, List<Long> lacking) {}

    /**
     * Of one hour or day.
     *
     * @param read when
     * @param count of all kiosks
     * @param uses of each by its number
     */
    private record Sums(Instant read, long count, PackedSums uses, Map<Whole, PackedSums> fields) {
        long size() {
            return uses.size()
                    + fields.values().stream().mapToLong(PackedSums::size).sum();
        }
    }

    /** Numbers for kiosks, from 0 on. Any thread. */
    private static final class KioskNumbers {
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> names = new ArrayList<>();

        synchronized int of(String kiosk) {
            return numbers.computeIfAbsent(kiosk, unknown -> {
                names.add(unknown);
                return names.size() - 1;
            });
        }

        synchronized int count() {
            return names.size();
        }

        synchronized List<String> names() {
            return List.copyOf(names);
        }
    }
}
