package org.curbline.agent.source.radius;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.agent.radius.RadiusPacket;
import org.curbline.agent.radius.RadiusSecret;
import org.curbline.agent.source.PageTaker;
import org.curbline.agent.source.Refusals;
import org.curbline.agent.source.Source;
import org.curbline.agent.source.radius.AccountingPacket.Parsed;
import org.curbline.agent.source.wifi.WifiSessions;
import org.curbline.program.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what access points account for over UDP. The end of a session is acknowledged when it is safe on the card: an
 * access point that hears nothing says it again, and what it says again is not counted again. Has a thread of its own.
 */
public final class RadiusSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(RadiusSource.class);
    private static final Duration LOOK_ROUND = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofHours(24);

    private final DatagramSocket socket;
    private final RadiusSecret secret;
    private final WifiSessions sessions;
    private final InstantSource clock;
    private final Refusals refusals = new Refusals();
    private volatile boolean isHeard;

    private RadiusSource(DatagramSocket socket, Told told, WifiSessions sessions, InstantSource clock) {
        this.socket = socket;
        this.secret = new RadiusSecret(told.secret);
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if it cannot, in a sentence for people
     */
    public static RadiusSource open(Told told, WifiSessions.Told wifi, PageTaker taker, InstantSource clock)
            throws IOException {
        DatagramSocket socket;
        try {
            socket = new DatagramSocket(told.address);
            socket.setSoTimeout((int) LOOK_ROUND.toMillis());
        } catch (SocketException e) {
            throw new IOException(
                    "RADIUS accounting cannot be heard at UDP " + told.address + " (" + Why.of(e)
                            + "): has another program the port (sudo ss -ulpn 'sport = :" + told.address.getPort()
                            + "' says which), or this computer not the address (ip addr)?",
                    e);
        }
        RadiusSource source =
                new RadiusSource(socket, told, new WifiSessions("radius", wifi, told.silence, taker, clock), clock);
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
        return refusals.count() > 0 && !isHeard
                ? "every packet was refused; have the access points the same secret?"
                : "";
    }

    @Override
    public synchronized String toString() {
        return "RADIUS accounting at UDP " + port() + ": " + sessions.goingOn() + " sessions go on, " + refusals.count()
                + " packets refused";
    }

    private void listen() {
        DatagramPacket datagram = new DatagramPacket(new byte[RadiusPacket.LONGEST], RadiusPacket.LONGEST);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(RadiusPacket.LONGEST);
                socket.receive(datagram);
                hear(datagram);
            } catch (SocketTimeoutException quiet) {
                lookRound();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.warn("RADIUS accounting could not be heard: {}", Why.of(e));
                }
            } catch (RuntimeException e) {
                log.error("A RADIUS packet failed in a way it should not; the next is heard.", e);
            }
        }
    }

    private void lookRound() {
        try {
            sessions.look();
        } catch (IOException e) {
            log.debug("What the card knows of sessions is read later.", e);
        }
    }

    private void hear(DatagramPacket datagram) {
        Parsed parsed = AccountingPacket.parse(datagram.getData(), datagram.getLength(), secret);
        AccountingPacket packet = parsed.packet();
        SocketAddress from = datagram.getSocketAddress();
        if (packet == null) {
            refuse(from, parsed.why());
            return;
        }
        isHeard = true;
        switch (packet.status()) {
            case AccountingPacket.START, AccountingPacket.INTERIM, AccountingPacket.STOP -> {
                if (packet.stay().session().isEmpty()) {
                    refuse(from, "without an Acct-Session-Id");
                } else {
                    heard(packet, from);
                }
            }
            case AccountingPacket.ON, AccountingPacket.OFF -> {
                sessions.lose(packet.stay().accessPoint()); // told with the next look round
                answer(packet, from);
            }
            default -> refuse(from, "with an Acct-Status-Type that is none");
        }
        lookRound();
    }

    private void heard(AccountingPacket packet, SocketAddress from) {
        long delay = Math.min(packet.delaySeconds() * 1_000, LONGEST_DELAY.toMillis());
        try {
            sessions.hear(packet.stay(), clock.millis() - delay, () -> answer(packet, from));
        } catch (IOException e) {
            log.debug("An access point is not answered, so it says it again.", e);
        }
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
        if (refusals.add()) {
            log.warn(
                    "A packet at the RADIUS port was refused: {}, from {}; {} by now. If that is an access point: has it"
                            + " the same secret?",
                    why,
                    from,
                    refusals.count());
        }
    }

    /**
     * What it is told.
     *
     * @param address where it listens, UDP
     * @param secret shared with the access points
     * @param silence after which an access point is taken for dead
     */
    public record Told(InetSocketAddress address, String secret, Duration silence) {
        @Override
        public String toString() {
            return "RADIUS at " + address; // the secret is nobody's business
        }
    }
}
