package org.curbline.simulator.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.Spoil;
import org.jspecify.annotations.Nullable;

/** The accounts of a ledger by kiosk and run. Safe for every thread. */
public final class LedgerIndex {
    private final Map<KioskId, Map<String, Account>> accounts = new ConcurrentHashMap<>();
    private final Map<KioskId, KioskTruth> truths = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> dropped = new ConcurrentSkipListMap<>();
    private final Queue<Counted> counted = new ConcurrentLinkedQueue<>();
    private volatile long liveFromMillis = Long.MAX_VALUE;
    private volatile long begunMillis = Long.MAX_VALUE;

    /** The kiosks that have an account. */
    public Collection<KioskId> kiosks() {
        return List.copyOf(accounts.keySet());
    }

    /** A kiosk's accounts, one for each run. */
    public Collection<Account> accounts(KioskId kiosk) {
        return List.copyOf(accounts.getOrDefault(kiosk, Map.of()).values());
    }

    /** The moment of the earliest event that was generated; {@link Long#MAX_VALUE} without any. */
    public long firstEventMillis() {
        return everyAccount().mapToLong(Account::firstMillis).min().orElse(Long.MAX_VALUE);
    }

    /** The moment of the latest event that was generated; {@link Long#MIN_VALUE} without any. */
    public long lastEventMillis() {
        return everyAccount().mapToLong(Account::lastMillis).max().orElse(Long.MIN_VALUE);
    }

    private Stream<Account> everyAccount() {
        return accounts.values().stream().flatMap(runs -> runs.values().stream());
    }

    /** The account of one run, or null if the ledger has none. */
    public @Nullable Account account(KioskId kiosk, String run) {
        return accounts.getOrDefault(kiosk, Map.of()).get(run);
    }

    /**
     * 16 hexadecimal digits of every event that was generated, in each kiosk's order: the same for two runs of the same
     * city, seed, start and end. What a spool really held, and replies to commands, are left out.
     */
    public String digest() {
        long digest = 0;
        List<KioskId> inOrder = accounts.keySet().stream()
                .sorted(Comparator.comparing(KioskId::value))
                .toList();
        for (KioskId kiosk : inOrder) {
            digest = (Long.rotateLeft(digest, 5) ^ kiosk.value().hashCode()) * 0x9E3779B97F4A7C15L;
            for (Account account : accounts(kiosk).stream()
                    .sorted(Comparator.comparing(Account::run))
                    .toList()) {
                digest = (Long.rotateLeft(digest, 5) ^ account.digest()) * 0x9E3779B97F4A7C15L;
            }
        }
        return String.format("%016x", digest);
    }

    /** What was true of the kiosks. */
    public Map<KioskId, KioskTruth> truths() {
        return Map.copyOf(truths);
    }

    /** What was true of one kiosk; null if nothing was told of it. */
    public @Nullable KioskTruth truthOf(KioskId kiosk) {
        return truths.get(kiosk);
    }

    /** The faults that happen at a moment, and those that are over, the newest first. */
    public List<Befallen> faults(long atMillis) {
        List<Befallen> faults = new ArrayList<>();
        truths.forEach((kiosk, truth) -> truth.faults().forEach(fault -> faults.add(new Befallen(kiosk, fault))));
        faults.sort(Comparator.comparing((Befallen each) -> !each.happens(atMillis))
                .thenComparing(each -> -each.fault.fromMillis())
                .thenComparing(each -> each.kiosk.value()));
        return faults;
    }

    /** The faults that happen at a moment. */
    public List<Befallen> happening(long atMillis) {
        List<Befallen> faults = new ArrayList<>();
        truths.forEach((kiosk, truth) -> {
            Fault last = truth.lastFault();
            if (last != null && last.toMillis() > atMillis) {
                faults.add(new Befallen(kiosk, last));
            }
        });
        return faults;
    }

    /** Whether anything went wrong at any kiosk. */
    public boolean hasFaults() {
        return truths.values().stream().anyMatch(truth -> truth.lastFault() != null);
    }

    /** The latest moment of true time that anything speaks of; {@link Long#MIN_VALUE} without anything. */
    public long endMillis() {
        return truths.values().stream().mapToLong(KioskTruth::endMillis).max().orElse(Long.MIN_VALUE);
    }

    /**
     * From when on simulated time was real time, so that others could see the kiosks live, but for those that came to
     * it later ({@link KioskTruth#liveFromMillis}); {@link Long#MAX_VALUE} if never. Of several runs, or one that went
     * on after a kill, the last counts.
     */
    public long liveFromMillis() {
        return liveFromMillis;
    }

    /** When the first of its runs began, in real time; the beginning of time if it does not say. */
    public Instant begun() {
        return begunMillis == Long.MAX_VALUE ? Instant.EPOCH : Instant.ofEpochMilli(begunMillis);
    }

    /** How many events left their kiosks unsent or unanswered, by the word for why, in the order of words. */
    public Map<String, Long> dropped() {
        Map<String, Long> counts = new TreeMap<>();
        dropped.forEach((why, count) -> counts.put(why, count.sum()));
        return counts;
    }

    /** The devices that sketches were made of. */
    public List<Counted> counted() {
        return List.copyOf(counted);
    }

    void counted(Counted sketch) {
        counted.add(sketch);
    }

    void begun(long millis) {
        begunMillis = Math.min(begunMillis, millis);
    }

    void spoiled(KioskId kiosk, KioskEvent event, Spoil spoil) {
        byte[] sent = spoil.applied(new EventEncoder().encode(event));
        open(kiosk, event.id().run()).spoiled(event.id().seq(), spoil, SentMessages.look(sent));
        unheard(kiosk, event);
    }

    void dropped(KioskId kiosk, KioskEvent event, String why) {
        open(kiosk, event.id().run()).dropped(event.id().seq());
        dropped.computeIfAbsent(why, none -> new LongAdder()).increment();
        unheard(kiosk, event);
    }

    private void unheard(KioskId kiosk, KioskEvent event) {
        KioskTruth truth = truths.get(kiosk);
        if (truth != null && event instanceof ServiceReport report) {
            truth.unheard(report);
        }
    }

    void liveFrom(long millis) {
        liveFromMillis = liveFromMillis == Long.MAX_VALUE ? millis : Math.max(liveFromMillis, millis);
    }

    KioskTruth truth(KioskId kiosk) {
        return truths.computeIfAbsent(kiosk, key -> new KioskTruth());
    }

    void generated(KioskId kiosk, KioskEvent event, EventFacts facts) {
        open(kiosk, event.id().run()).generated(facts);
        KioskTruth truth = truths.get(kiosk);
        if (truth != null) {
            truth.happens(event);
        }
    }

    Account open(KioskId kiosk, String run) {
        return accounts.computeIfAbsent(kiosk, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(run, key -> new Account(kiosk, run));
    }

    /** A kiosk and what befell it. */
    public record Befallen(KioskId kiosk, Fault fault) {
        /** Whether it is not over at a moment. */
        public boolean happens(long atMillis) {
            return fault.toMillis() > atMillis;
        }
    }
}
