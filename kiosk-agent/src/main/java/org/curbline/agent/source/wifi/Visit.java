package org.curbline.agent.source.wifi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A session: the stays of one device one after the other, at however many access points. It lasts from the beginning of
 * the first to the end of the last; its bytes are those of all. One thread at a time.
 */
final class Visit {
    private static final int MOST_STAYS = 16;
    private static final String TOLD = "told";
    private static final String UNTOLD = "untold";
    private static final String PRIVATE = "private";
    private static final String OPEN = "open";

    private final List<Stay> stays = new ArrayList<>();
    /** Whether others are joined to it: somebody says whose it is. */
    private final boolean isSomebodys;

    private boolean isPrivate;
    private Use told = Use.NONE;
    private boolean isTold;
    private boolean isTelling;
    private boolean isKeeping;
    private String kept = "";
    private int slot = -1;

    Visit(boolean isSomebodys) {
        this.isSomebodys = isSomebodys;
    }

    void add(Stay stay) {
        stays.add(stay);
    }

    void isPrivate(boolean privately) {
        isPrivate = privately;
    }

    /** Which of a kiosk's two networks it was in. */
    boolean isPrivate() {
        return isPrivate;
    }

    boolean isOver() {
        return stays.stream().allMatch(Stay::isOver);
    }

    /** When it was last heard of. */
    long heardMillis() {
        return stays.stream().mapToLong(Stay::heardMillis).max().orElse(0);
    }

    /** Whether a stay that began then belongs to it. */
    boolean takes(long beganMillis, long gapMillis) {
        return !isTold
                && !isTelling
                && stays.size() < MOST_STAYS
                && (!isOver() || beganMillis - heardMillis() <= gapMillis);
    }

    /** Whether nothing more can be joined to it. */
    boolean isComplete(long nowMillis, long gapMillis) {
        return isOver() && (isTold || !isSomebodys || nowMillis - heardMillis() >= gapMillis);
    }

    private Use use() {
        Use all = stays.stream().map(Stay::use).reduce(Use.NONE, Use::and);
        long began = stays.stream().mapToLong(Stay::beganMillis).min().orElse(0);
        long ended = stays.stream().mapToLong(Stay::endMillis).max().orElse(0);
        return new Use((ended - began) / 1_000, all.downBytes(), all.upBytes());
    }

    /** What is not told yet. */
    Use untold() {
        return use().beyond(told);
    }

    /** Whether something must be told: a session is told even if nothing was used. */
    boolean isUntold() {
        return !isTold || !untold().equals(Use.NONE);
    }

    /** Whether something of it is on its way to the card. */
    boolean isWriting() {
        return isTelling || isKeeping;
    }

    void telling() {
        isTelling = true;
    }

    void keeping() {
        isKeeping = true;
    }

    /** A part is safe on the card, as an event. */
    void told(Use use) {
        isTelling = false;
        isTold = true;
        told = told.and(use);
    }

    /** That it is, and is not told, is safe on the card. */
    void kept(String text) {
        isKeeping = false;
        kept = text;
    }

    /** Whether the card has all that is known of it. */
    boolean isKept() {
        return text(false).equals(kept);
    }

    /** Whether the card has it and no event of it. */
    boolean isOnlyKept() {
        return !isTold && !kept.isEmpty();
    }

    /** The card does not take it. */
    void notWritten() {
        isTelling = false;
        isKeeping = false;
    }

    /** Where on the card it stands; -1 if nowhere. */
    int slot() {
        return slot;
    }

    void isAt(int place) {
        slot = place;
    }

    /** For the card: what of it is over. */
    String text(boolean asTold) {
        return (asTold ? TOLD : UNTOLD)
                + ' '
                + (isPrivate ? PRIVATE : OPEN)
                + ' '
                + stays.stream().filter(Stay::isOver).map(Stay::text).collect(Collectors.joining(" "));
    }

    /**
     * As the card has it.
     *
     * @throws IllegalArgumentException if that is none
     */
    static Visit parse(String text, int slot) {
        String[] words = text.split(" ", -1);
        if (words.length < 3 || !(words[0].equals(TOLD) || words[0].equals(UNTOLD))) {
            throw new IllegalArgumentException("no visit: " + text);
        }
        Visit visit = new Visit(false);
        for (int i = 2; i < words.length; i++) {
            visit.add(Stay.parse(words[i], visit));
        }
        visit.slot = slot;
        visit.isPrivate = words[1].equals(PRIVATE);
        visit.isTold = words[0].equals(TOLD);
        visit.told = visit.isTold ? visit.use() : Use.NONE;
        visit.kept = visit.isTold ? "" : text;
        return visit;
    }

    List<Stay> stays() {
        return List.copyOf(stays);
    }
}
