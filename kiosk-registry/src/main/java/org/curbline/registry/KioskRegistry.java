package org.curbline.registry;

import static java.util.stream.Collectors.groupingBy;

import java.io.Reader;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.curbline.registry.access.CredentialTable;
import org.curbline.registry.access.KioskEnrolments;
import org.curbline.registry.access.KnownPassword;
import org.curbline.registry.access.PasswordCheck;
import org.curbline.registry.access.PasswordHashes;
import org.curbline.registry.access.PasswordHashes.SlowHash;
import org.curbline.registry.command.KioskCommands;
import org.curbline.registry.database.Change;
import org.curbline.registry.database.Changes;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryDatabase.Committed;
import org.curbline.registry.database.RegistryDatabase.Waits;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.database.RegistrySettings;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.LifecycleChange;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.CalledOff;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.kiosk.Stay;
import org.curbline.registry.list.ImportReport;
import org.curbline.registry.list.KioskList;
import org.curbline.registry.list.ListedKiosk;
import org.curbline.registry.list.NotAKioskListException;
import org.curbline.registry.table.KioskTable;
import org.curbline.registry.table.LifecycleTable;
import org.curbline.registry.table.LifecycleTable.Decision;
import org.curbline.registry.table.MaintenanceTable;
import org.curbline.registry.table.PlaceHistory;
import org.curbline.registry.table.StayTable;
import org.curbline.registry.webhook.WebhookStore;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is out there. Questions ({@link #find}, {@link #all}, {@link #hasPassword}) are answered from memory on any
 * thread, an event loop included; everything else talks to the database or hashes and must be called where blocking is
 * allowed. A change made here is seen at once; one made by another gateway after the next {@link #refresh}. When the
 * database is away, questions are still answered and changes throw {@link RegistryException}.
 *
 * <p>Kiosk ids are compared without case everywhere.
 */
public final class KioskRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KioskRegistry.class);

    private final RegistryDatabase database;
    private final InstantSource clock;
    private final PasswordHashes passwords;
    private final KioskCommands commands;
    private final KioskEnrolments enrolments;
    private final KioskMoves moves;
    private final ReentrantLock changing = new ReentrantLock();

    /** What threads in {@link #discover} wait for, each for its own. */
    private final Map<String, Kiosk> discovered = new ConcurrentHashMap<>();

    private volatile Snapshot snapshot;
    private volatile @Nullable Lifecycles lifecycles;
    private volatile Runnable changed = () -> {};

    private KioskRegistry(RegistryDatabase database, InstantSource clock, SlowHash slow) {
        this.database = database;
        this.clock = clock;
        this.commands = new KioskCommands(database);
        this.passwords = new PasswordHashes(clock, slow);
        this.enrolments = new KioskEnrolments(database, new Changing(), passwords, clock, new SecureRandom());
        this.moves = new KioskMoves(database, new Changing(), clock);
        this.snapshot = database.read(KioskRegistry::readAll);
    }

    /**
     * Opens the registry, makes or migrates its tables, and reads it into memory. Blocking. A database that is not
     * there yet may take 20 s to come.
     *
     * @throws RegistryException if the database cannot be reached or is no registry; the message says which and why
     * @throws IllegalArgumentException if the settings allow fewer than 2 connections
     */
    public static KioskRegistry open(RegistrySettings settings, InstantSource clock) {
        return open(settings, clock, Waits.USUAL);
    }

    static KioskRegistry open(RegistrySettings settings, InstantSource clock, Waits waits) {
        return open(settings, clock, waits, new PasswordHashes.Bcrypt10());
    }

    static KioskRegistry open(RegistrySettings settings, InstantSource clock, Waits waits, SlowHash slow) {
        RegistryDatabase database = RegistryDatabase.open(settings, waits);
        try {
            KioskRegistry registry = new KioskRegistry(database, clock, slow);
            LOG.info(
                    "The registry in {} is open and holds {} kiosks.",
                    database,
                    registry.all().size());
            return registry;
        } catch (RegistryException e) {
            database.close();
            throw e;
        }
    }

    /** As {@link #open(RegistrySettings, InstantSource)}, for a database that asks for no user. */
    public static KioskRegistry open(String url, InstantSource clock) {
        return open(new UrlAlone(url), clock);
    }

    /** The kiosk, or null if nobody registered one of this name. From memory. */
    public @Nullable Kiosk find(String id) {
        return snapshot.find(Kiosk.canonical(id));
    }

    /** Every kiosk, sorted by id; an unchanging view of this moment. From memory. */
    public Collection<Kiosk> all() {
        return snapshot.sorted();
    }

    /** Where a kiosk stood at a time; null if nobody knows. From memory. */
    public @Nullable Place placeAt(String kiosk, Instant at) {
        return snapshot.placeAt(Kiosk.canonical(kiosk), at);
    }

    /** Where kiosks stood when, of those that were moved, by id and in the order of time. From memory. */
    public Map<String, List<Stay>> moved() {
        return snapshot.moved();
    }

    /** Whether the kiosk has a password here. From memory. */
    public boolean hasPassword(String kiosk) {
        return snapshot.passwordHash(Kiosk.canonical(kiosk)) != null;
    }

    /**
     * Takes over a kiosk list: the city's CSV export, CSV or JSON of its status feed. A bad row is reported, not
     * thrown. A blank says nothing, so it erases nothing; a kiosk in maintenance that the list calls live stays in
     * maintenance. Blocking; all of it or, if the database fails, nothing.
     *
     * @param change what it means that the list has other coordinates for a kiosk than the registry: that it was moved
     *     now, or that it never stood where it was said to. Other words for the same coordinates are a correction.
     * @param list read to its end, not closed
     * @throws NotAKioskListException if this is no kiosk list at all
     * @throws java.io.UncheckedIOException if the list cannot be read
     */
    public ImportReport importKiosks(Reader list, PlaceChange change) {
        KioskList read = KioskList.read(list);
        ImportReport report = change(handle -> takeOver(handle, read, change));
        LOG.info(
                "A kiosk list of {} rows was imported: {} kiosks added, {} changed, {} unchanged, {} problems.",
                report.rows(),
                report.added(),
                report.changed(),
                report.unchanged(),
                report.problems().size());
        return report;
    }

    /** The same, of a list that tells where kiosks stand by now. */
    public ImportReport importKiosks(Reader list) {
        return importKiosks(list, PlaceChange.MOVE);
    }

    /** Registers a kiosk, or replaces what was known of it; at other coordinates it was moved now. Blocking. */
    public void put(Kiosk kiosk) {
        change(handle -> {
            Kiosk before = KioskTable.find(handle, kiosk.id());
            if (kiosk.equals(before)) {
                return Change.nothing(kiosk);
            }
            Decision decision = byItself(LifecycleChange.REGISTRY);
            PlaceHistory places = StayTable.history(handle, kiosk.id());
            places.put(kiosk.place(), PlaceChange.MOVE, decision);
            return store(handle, kiosk, changed(before, kiosk, List.of(places)), decision);
        });
    }

    /**
     * Registers a kiosk that connected and that nobody knew: active, without a place. Blocking, unless it is known.
     *
     * @return the kiosk as it is registered now, perhaps long before
     * @throws IllegalArgumentException if this is no kiosk id
     */
    public Kiosk discover(String id) {
        Kiosk known = find(id);
        if (known != null) {
            return known;
        }
        Kiosk unknown = new Kiosk(id, Lifecycle.ACTIVE, "", null, null, null, Origin.DISCOVERED);
        discovered.put(unknown.id(), unknown);
        changing.lock();
        try {
            if (find(id) == null) {
                registerDiscovered();
            }
            return Objects.requireNonNull(find(id));
        } finally {
            discovered.remove(unknown.id());
            changing.unlock();
        }
    }

    /**
     * Gives a registered kiosk a password, or another one; the former is void here at once. Blocking, slow.
     *
     * @param password 1 to 72 bytes of UTF-8
     * @throws IllegalArgumentException if the kiosk is not registered, or the password is empty or too long
     */
    public void setPassword(String kiosk, String password) {
        String id = Kiosk.canonical(kiosk);
        String hash = passwords.hash(password);
        change(handle -> {
            if (KioskTable.find(handle, id) == null) {
                throw new IllegalArgumentException("No kiosk of this name is registered: " + kiosk);
            }
            CredentialTable.put(handle, id, hash, clock.instant());
            return Change.ofPassword(id, id, hash);
        });
    }

    /** Takes a kiosk's password away, so that none is right any more. Blocking. @return whether it had one */
    public boolean removePassword(String kiosk) {
        String id = Kiosk.canonical(kiosk);
        return change(handle -> CredentialTable.remove(handle, id)
                ? Change.ofPassword(true, id, Change.NO_PASSWORD)
                : Change.nothing(false));
    }

    /**
     * Whether this is the kiosk's password; never true for a kiosk without one. Blocking: tens of milliseconds of
     * processor the first time, little while the answer is remembered. A password another gateway has set counts at
     * once, one that it has withdrawn until the next {@link #refresh}.
     *
     * @throws RegistryException if the password is not the one in memory, and the database, which may know a newer one,
     *     is away
     */
    public boolean verify(String kiosk, String password) {
        PasswordCheck check = check(kiosk, password);
        return check.fitsMemory() || check.fitsDatabase();
    }

    /** The same step by step, for whoever is not to wait for the database while memory knows. */
    public PasswordCheck check(String kiosk, String password) {
        String id = Kiosk.canonical(kiosk);
        return new PasswordCheck(database, passwords, id, known(id), password);
    }

    /** Whether a password that fitted is still the kiosk's, as far as is known here. From memory. */
    public boolean isCurrent(KnownPassword fitted) {
        return fitted.holds(known(fitted.kiosk()));
    }

    /** Another one whenever something in memory is another. From memory. */
    public long revision() {
        return snapshot.revision();
    }

    private KnownPassword known(String canonicalId) {
        Snapshot now = snapshot;
        return new KnownPassword(canonicalId, now.passwordHash(canonicalId), now.revision());
    }

    /**
     * Decides where a kiosk is in its life. Blocking.
     *
     * @param by who decides
     * @param reason why; may be empty
     * @return whether that is another than before; if not, nothing is written
     * @throws IllegalArgumentException if the kiosk is not registered, nobody decides, or a text cannot be stored
     */
    public boolean decide(String kiosk, Lifecycle lifecycle, String by, String reason) {
        Place.requireStorable("by", by);
        Place.requireStorable("reason", reason);
        if (by.isBlank()) {
            throw new IllegalArgumentException("by must say who.");
        }
        return change(handle -> {
            Kiosk before = KioskTable.find(handle, Kiosk.canonical(kiosk));
            if (before == null) {
                throw new IllegalArgumentException("No kiosk of this name is registered: " + kiosk);
            }
            Kiosk now = before.withLifecycle(lifecycle);
            return now.equals(before)
                    ? Change.nothing(false)
                    : store(handle, true, changed(before, now, List.of()), new Decision(by, clock.instant(), reason));
        });
    }

    /** How a kiosk's lifecycle came to be what it is, in the order of time. Blocking. */
    public List<LifecycleChange> lifecycles(String kiosk) {
        return database.read(handle -> LifecycleTable.of(handle, Kiosk.canonical(kiosk)));
    }

    /** The same of every kiosk, by id; from memory until one changes, as the kiosks are. Blocking. */
    public Map<String, List<LifecycleChange>> lifecycles() {
        long revision = snapshot.revision();
        Lifecycles known = lifecycles;
        if (known == null || known.revision != revision) {
            known = new Lifecycles(
                    revision, database.read(LifecycleTable::all).stream().collect(groupingBy(LifecycleChange::kiosk)));
            lifecycles = known;
        }
        return Collections.unmodifiableMap(known.byKiosk);
    }

    /** Every maintenance window there is or was, the earliest first; the same list until one changes. From memory. */
    public List<MaintenanceWindow> windows() {
        return snapshot.windows();
    }

    /** Enters a maintenance window. Blocking. */
    public void plan(MaintenanceWindow window) {
        change(handle -> {
            MaintenanceTable.insert(handle, window);
            return Change.ofWindows(window, MaintenanceTable.all(handle));
        });
    }

    /**
     * Ends a maintenance window now, or takes care that it never opens. It is kept. Blocking.
     *
     * @return the window as it is now; null if there is none of this id
     * @throws IllegalArgumentException if it was called off before, or nobody does it
     */
    public @Nullable MaintenanceWindow callOff(String window, String by) {
        Place.requireStorable("by", by);
        if (by.isBlank()) {
            throw new IllegalArgumentException("by must say who.");
        }
        return change(handle -> {
                    MaintenanceWindow before = MaintenanceTable.find(handle, window);
                    if (before == null) {
                        return Change.nothing(Optional.<MaintenanceWindow>empty());
                    }
                    if (before.calledOff() != null) {
                        throw new IllegalArgumentException("It was called off already, at "
                                + before.calledOff().at() + '.');
                    }
                    MaintenanceWindow now = before.calledOff(by, clock.instant());
                    MaintenanceTable.callOff(handle, window, new CalledOff(by, clock.instant()));
                    return Change.ofWindows(Optional.of(now), MaintenanceTable.all(handle));
                })
                .orElse(null);
    }

    /** Webhooks and what is to be told to them, in the same database. */
    public WebhookStore webhooks() {
        return new WebhookStore(database);
    }

    /** The commands given to kiosks. */
    public KioskCommands commands() {
        return commands;
    }

    /** How kiosks come to their passwords. */
    public KioskEnrolments enrolments() {
        return enrolments;
    }

    /** Where kiosks stood, and what people say of it. */
    public KioskMoves moves() {
        return moves;
    }

    /** The gateways over this registry. */
    public GatewayRoll gateways() {
        return new GatewayRoll(database);
    }

    /** Who is told, on the thread that made it, of every change made here; one listener. */
    public void whenChanged(Runnable listener) {
        changed = listener;
    }

    /** Rereads what other gateways changed; cheap if they changed nothing. Blocking. */
    public void refresh() {
        changing.lock();
        try {
            long known = snapshot.revision();
            Snapshot newer =
                    database.find(handle -> RegistryDatabase.revision(handle) == known ? null : readAll(handle));
            if (newer != null) {
                snapshot = newer;
            }
        } finally {
            changing.unlock();
        }
    }

    /** Closes the database; what is in memory can still be asked. */
    @Override
    public void close() {
        database.close();
    }

    /** All that wait: when a whole fleet connects for the first time, one transaction each would take minutes. */
    private void registerDiscovered() {
        List<Kiosk> waiting = discovered.values().stream()
                .filter(kiosk -> find(kiosk.id()) == null)
                .toList();
        change(handle -> {
            List<Kiosk> added = waiting.stream()
                    .filter(kiosk -> KioskTable.find(handle, kiosk.id()) == null)
                    .toList();
            return store(
                    handle,
                    added.size(),
                    new Written(added, List.of(), added, List.of()),
                    byItself(LifecycleChange.CONNECTION));
        });
    }

    private Change<ImportReport> takeOver(Handle handle, KioskList list, PlaceChange change) {
        Map<String, Kiosk> before = new HashMap<>();
        KioskTable.all(handle).forEach(kiosk -> before.put(kiosk.id(), kiosk));
        List<Kiosk> all = new ArrayList<>();
        List<Kiosk> added = new ArrayList<>();
        List<Kiosk> changed = new ArrayList<>();
        List<Kiosk> decided = new ArrayList<>();
        List<PlaceHistory> placed = new ArrayList<>();
        Map<String, PlaceHistory> places = StayTable.all(handle);
        Decision decision = byItself(LifecycleChange.LIST);
        int unchanged = 0;
        for (ListedKiosk listed : list.kiosks()) {
            Kiosk known = before.get(listed.id());
            Kiosk merged = listed.mergedInto(known);
            all.add(merged);
            if (known == null) {
                added.add(merged);
            } else if (!merged.equals(known)) {
                changed.add(merged);
            } else {
                unchanged++;
            }
            if (known == null || known.lifecycle() != merged.lifecycle()) {
                decided.add(merged);
            }
            if (known == null || !Objects.equals(known.place(), merged.place())) {
                PlaceHistory history = places.computeIfAbsent(merged.id(), PlaceHistory::new);
                history.put(merged.place(), change, decision);
                placed.add(history);
            }
        }
        var report = new ImportReport(list.rows(), added.size(), changed.size(), unchanged, all, list.problems());
        return store(handle, report, new Written(added, changed, decided, placed), decision);
    }

    private Decision byItself(String what) {
        return new Decision(what, clock.instant(), "");
    }

    private static Written changed(@Nullable Kiosk before, Kiosk now, List<PlaceHistory> placed) {
        if (before == null) {
            return new Written(List.of(now), List.of(), List.of(now), placed);
        }
        List<Kiosk> decided = before.lifecycle() == now.lifecycle() ? List.of() : List.of(now);
        return new Written(List.of(), List.of(now), decided, placed);
    }

    private static <R> Change<R> store(Handle handle, R result, Written kiosks, Decision decision) {
        KioskTable.insert(handle, kiosks.added, decision.at());
        KioskTable.update(handle, kiosks.changed, decision.at());
        LifecycleTable.insert(handle, kiosks.decided, decision);
        StayTable.insert(handle, kiosks.placed);
        List<Kiosk> written = new ArrayList<>(kiosks.added);
        written.addAll(kiosks.changed);
        Map<String, List<Stay>> stays = new HashMap<>();
        kiosks.placed.forEach(places -> stays.put(places.kiosk(), places.stays()));
        return Change.ofKiosks(result, written, stays);
    }

    private <R> R change(Function<Handle, Change<R>> work) {
        Change<R> change = changeAlone(work);
        if (!change.isEmpty()) {
            changed.run();
        }
        return change.result();
    }

    private <R> Change<R> changeAlone(Function<Handle, Change<R>> work) {
        changing.lock();
        try {
            Committed<R> committed = database.change(work);
            Change<R> change = committed.change();
            if (committed.before() != snapshot.revision()) {
                snapshot = database.read(KioskRegistry::readAll);
            } else if (!change.isEmpty()) {
                snapshot = snapshot.with(committed.before() + 1, change);
            }
            return change;
        } finally {
            changing.unlock();
        }
    }

    private static Snapshot readAll(Handle handle) {
        // The revision first: should another gateway write in between, the next refresh reads again.
        long revision = RegistryDatabase.revision(handle);
        Map<String, List<Stay>> stays = new HashMap<>();
        StayTable.all(handle).forEach((kiosk, places) -> stays.put(kiosk, places.stays()));
        return Snapshot.of(
                revision, KioskTable.all(handle), CredentialTable.all(handle), MaintenanceTable.all(handle), stays);
    }

    private final class Changing implements Changes {
        @Override
        public <R> R change(Function<Handle, Change<R>> work) {
            return KioskRegistry.this.change(work);
        }
    }

    /**
     * @param decided those whose lifecycle is another one now
     * @param placed where those stood that stand elsewhere now
     */
    private record Written(List<Kiosk> added, List<Kiosk> changed, List<Kiosk> decided, List<PlaceHistory> placed) {}

    record UrlAlone(String url) implements RegistrySettings {
        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public int poolSize() {
            return 4;
        }
    }

    /** @param revision of the registry when they were read, or of before */
    private record Lifecycles(long revision, Map<String, List<LifecycleChange>> byKiosk) {}
}
