package org.curbline.agent.source.radius;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The sessions at all access points: those that go on, and the last that ended, as what is said of those again must not
 * be counted again. Both are bounded; where one more does not fit, the one heard of least lately gives way. In memory
 * only. One thread at a time.
 */
final class AccountedSessions {
    /** Who says only when a session begins and ends may be silent for so long. */
    static final Duration LONGEST_UNCOUNTED = Duration.ofHours(24);

    private final int most;
    private final Duration silence;
    private final Map<String, AccountedSession> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, AccountedSession> ended = new LinkedHashMap<>(16, 0.75f, true);

    /** @param silence after which a session is over whose access point used to say how it goes */
    AccountedSessions(int most, Duration silence) {
        this.most = most;
        this.silence = silence;
    }

    int size() {
        return open.size();
    }

    /** A packet about one session. */
    AccountedSession hear(AccountingPacket packet, long nowMillis) {
        String key = packet.accessPoint() + '\n' + packet.session();
        AccountedSession session = open.remove(key);
        session = session == null ? ended.remove(key) : session;
        session = session == null ? new AccountedSession(nowMillis) : session;
        session.hear(packet, nowMillis);
        if (packet.status() == AccountingPacket.STOP) {
            end(key, session);
        } else {
            open.put(key, session);
            if (open.size() > most) {
                Map.Entry<String, AccountedSession> oldest =
                        open.entrySet().iterator().next();
                open.remove(oldest.getKey());
                end(oldest.getKey(), oldest.getValue());
            }
        }
        return session;
    }

    /** Those that are over and not, or not wholly, told. */
    List<AccountedSession> endedUntold() {
        return ended.values().stream().filter(AccountedSession::isUntold).toList();
    }

    /** An access point began or ended: its sessions are over. */
    void lose(String accessPoint) {
        endIf((key, session) -> key.startsWith(accessPoint + '\n'));
    }

    /** Sessions of access points that died without a word are over. */
    void silent(long nowMillis) {
        endIf((key, session) ->
                nowMillis - session.heardMillis() > (session.isCounted() ? silence : LONGEST_UNCOUNTED).toMillis());
    }

    private void endIf(Rule rule) {
        for (String key : List.copyOf(open.keySet())) {
            AccountedSession session = Objects.requireNonNull(open.get(key));
            if (rule.isOver(key, session)) {
                open.remove(key);
                end(key, session);
            }
        }
    }

    private void end(String key, AccountedSession session) {
        ended.put(key, session);
        if (ended.size() > most) {
            ended.remove(ended.keySet().iterator().next());
        }
    }

    private interface Rule {
        boolean isOver(String key, AccountedSession session);
    }
}
