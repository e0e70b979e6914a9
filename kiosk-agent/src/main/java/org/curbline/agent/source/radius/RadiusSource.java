package org.curbline.agent.source.radius;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.curbline.agent.source.Source;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.radius.AccountedSession.Use;
import org.curbline.agent.source.radius.AccountingPacket.Parsed;
import org.curbline.protocol.EventEncoder;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.WifiSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what access points account for over UDP. The end of a session is acknowledged when it is safe on the card: an
 * access point that hears nothing says it again, and what it says again is not counted again. Has a thread of its own.
 */
public final class RadiusSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(RadiusSource.class);
    private static final int MOST_SESSIONS = 2_000;
    private static final int LONGEST_PACKET = 4096;
    private static final Duration LOOK_ROUND = Duration.ofSeconds(1);
    private static final Duration REPORT_REFUSALS = Duration.ofMinutes(10);
    /** What the protocol allows of one session. */
    private static final int LONGEST_SECONDS = 7 * 86_400;

    private static final long MOST_BYTES = 1L << 50;

    private final DatagramSocket socket;
    private final byte[] secret;
    private final Set<String> privateNetworks;
    private final AccountedSessions sessions;
    private final Taker taker;
    private final InstantSource clock;
    private final EventEncoder encoder = new EventEncoder();
    private long refused;
    private boolean isHeard;
    private Instant reported = Instant.MIN;

    private RadiusSource(DatagramSocket socket, Told told, Taker taker, InstantSource clock) {
        this.socket = socket;
        this.secret = told.secret.getBytes(StandardCharsets.UTF_8);
        this.privateNetworks = told.privateNetworks;
        this.sessions = new AccountedSessions(MOST_SESSIONS, told.silence);
        this.taker = taker;
        this.clock = clock;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if it cannot, in a sentence for people
     */
    public static RadiusSource open(Told told, Taker taker, InstantSource clock) throws IOException {
        DatagramSocket socket;
        try {
            socket = new DatagramSocket(told.address);
            socket.setSoTimeout((int) LOOK_ROUND.toMillis());
        } catch (SocketException e) {
            throw new IOException(
                    "RADIUS accounting cannot be heard at UDP " + told.address + ": " + e.getMessage(), e);
        }
        RadiusSource source = new RadiusSource(socket, told, taker, clock);
        Thread thread = new Thread(source::listen, "radius");
        thread.setDaemon(true);
        thread.start();
        return source;
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Who speaks with another secret is refused; if nobody else ever spoke, that is a mistake and no stranger. */
    @Override
    public synchronized String trouble() {
        return refused > 0 && !isHeard ? "every packet was refused; have the access points the same secret?" : "";
    }

    @Override
    public synchronized String toString() {
        return "RADIUS accounting at UDP " + port() + ": " + sessions.size() + " sessions go on, " + refused
                + " packets refused";
    }

    private void listen() {
        DatagramPacket datagram = new DatagramPacket(new byte[LONGEST_PACKET], LONGEST_PACKET);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(LONGEST_PACKET);
                socket.receive(datagram);
                hear(datagram);
            } catch (SocketTimeoutException quiet) {
                lookRound();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.warn("RADIUS accounting could not be heard: {}", e.getMessage());
                }
            } catch (RuntimeException e) {
                log.error("A RADIUS packet failed in a way it should not; the next is heard.", e);
            }
        }
    }

    private synchronized void lookRound() {
        sessions.silent(clock.millis());
        sessions.endedUntold().forEach(session -> tell(session, session.heardMillis(), () -> {}));
    }

    private synchronized void hear(DatagramPacket datagram) {
        Parsed parsed = AccountingPacket.parse(datagram.getData(), datagram.getLength(), secret);
        AccountingPacket packet = parsed.packet();
        SocketAddress from = datagram.getSocketAddress();
        if (packet == null) {
            refuse(from, parsed.why());
            return;
        }
        isHeard = true;
        long now = clock.millis();
        switch (packet.status()) {
            case AccountingPacket.START, AccountingPacket.INTERIM, AccountingPacket.STOP -> {
                if (packet.session().isEmpty()) {
                    refuse(from, "without an Acct-Session-Id");
                } else {
                    heard(packet, from, now);
                }
            }
            case AccountingPacket.ON, AccountingPacket.OFF -> {
                sessions.lose(packet.accessPoint()); // told with the next look round
                answer(packet, from);
            }
            default -> refuse(from, "with an Acct-Status-Type that is none");
        }
        lookRound();
    }

    private void heard(AccountingPacket packet, SocketAddress from, long now) {
        boolean isEnd = packet.status() == AccountingPacket.STOP;
        long at = now - Math.min(packet.delaySeconds() * 1_000, AccountedSessions.LONGEST_UNCOUNTED.toMillis());
        AccountedSession session = sessions.hear(packet, at);
        if (!isEnd) {
            answer(packet, from);
        } else if (session.isUntold()) {
            tell(session, at, () -> answer(packet, from));
        } else if (!session.isTelling()) {
            answer(packet, from); // it is safe already, and the access point did not hear so
        }
    }

    private void tell(AccountedSession session, long at, Runnable whenSafe) {
        if (!session.isUntold()) {
            return;
        }
        Use use = session.untold();
        WifiSession.Network network =
                privateNetworks.contains(session.network()) ? WifiSession.Network.PRIVATE : WifiSession.Network.OPEN;
        session.telling();
        String run = taker.run();
        taker.take(
                EventKind.WIFI,
                seq -> encoder.encode(new WifiSession(
                        new EventId(seq, at, run),
                        (int) Math.min(use.seconds(), LONGEST_SECONDS),
                        Math.min(use.downBytes(), MOST_BYTES),
                        Math.min(use.upBytes(), MOST_BYTES),
                        network)),
                new Taker.Answer() {
                    @Override
                    public void taken(long seq) {
                        settle(() -> session.told(use));
                        whenSafe.run();
                    }

                    @Override
                    public void refused(String why) {
                        settle(session::notTold); // told again with the next look round
                    }
                });
    }

    private synchronized void settle(Runnable work) {
        work.run();
    }

    private void answer(AccountingPacket packet, SocketAddress to) {
        byte[] answer = packet.answer(secret);
        try {
            socket.send(new DatagramPacket(answer, answer.length, to));
        } catch (IOException e) {
            log.debug("An access point could not be answered.", e);
        }
    }

    private void refuse(SocketAddress from, String why) {
        refused++;
        Instant now = clock.instant();
        if (reported.isBefore(now.minus(REPORT_REFUSALS))) {
            reported = now;
            log.warn(
                    "A packet at the RADIUS port was refused: {}, from {}; {} by now. If that is an access point: has it"
                            + " the same secret?",
                    why,
                    from,
                    refused);
        }
    }

    /**
     * What it is told.
     *
     * @param address where it listens, UDP
     * @param secret shared with the access points
     * @param privateNetworks SSIDs; every other is open
     * @param silence after which an access point is taken for dead
     */
    public record Told(InetSocketAddress address, String secret, Set<String> privateNetworks, Duration silence) {
        @Override
        public String toString() {
            return "RADIUS at " + address; // the secret is nobody's business
        }
    }
}
