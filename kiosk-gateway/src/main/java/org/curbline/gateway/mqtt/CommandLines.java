package org.curbline.gateway.mqtt;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** The connections over which kiosks listen to commands, on this gateway. Any thread. */
public final class CommandLines {
    /** Commands on their way to one kiosk, or fewer if it says so; the others wait where they are kept. */
    private static final int MOST_ON_THEIR_WAY = 8;

    private final Map<KioskId, Line> lines = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    /** Who is told from now on; one at a time. */
    public void tell(@Nullable Listener whom) {
        listener = whom;
    }

    /** Whether the kiosk listens here and a command can be sent to it. */
    public boolean isOpen(KioskId kiosk) {
        Line line = lines.get(kiosk);
        return line != null && line.onTheirWay.size() < Math.min(MOST_ON_THEIR_WAY, line.connection.mostCommands());
    }

    /** Whether this command is on its way to the kiosk, on the connection it has now. */
    public boolean isOnItsWay(KioskId kiosk, String command) {
        Line line = lines.get(kiosk);
        return line != null && line.onTheirWay.contains(command);
    }

    /** Sends a command. If the connection ends before it is acknowledged, nobody is told. */
    public void send(KioskId kiosk, Command command) {
        Line line = lines.get(kiosk);
        if (line != null && line.onTheirWay.add(command.id())) {
            line.connection.send(command);
        }
    }

    /** Nothing more is expected of a command. */
    public void settled(KioskId kiosk, String command) {
        Line line = lines.get(kiosk);
        if (line != null) {
            line.onTheirWay.remove(command);
        }
    }

    void opened(KioskId kiosk, KioskConnection connection) {
        Line before = lines.get(kiosk);
        if (before == null || before.connection != connection) {
            lines.put(kiosk, new Line(connection, ConcurrentHashMap.newKeySet()));
        }
        Listener told = listener;
        if (told != null) {
            told.opened(kiosk);
        }
    }

    void closed(KioskId kiosk, KioskConnection connection) {
        lines.computeIfPresent(kiosk, (same, line) -> line.connection == connection ? null : line);
    }

    void acknowledged(KioskId kiosk, String command, int reasonCode) {
        Listener told = listener;
        if (told == null) {
            settled(kiosk, command);
        } else {
            told.acknowledged(kiosk, command, reasonCode);
        }
    }

    /** Who is told; on event loops, so it must not block. */
    public interface Listener {
        /** A kiosk listens from now on. */
        void opened(KioskId kiosk);

        /**
         * A kiosk acknowledged a command, or refused it. It counts as on its way until it is {@link #settled}: so
         * nobody sends it again before its acknowledgement is kept.
         *
         * @param reasonCode MQTT's; 0x80 or more means refused
         */
        void acknowledged(KioskId kiosk, String command, int reasonCode);
    }

    private record Line(KioskConnection connection, Set<String> onTheirWay) {}
}
