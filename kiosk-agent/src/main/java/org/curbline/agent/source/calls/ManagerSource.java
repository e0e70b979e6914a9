package org.curbline.agent.source.calls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.agent.source.Outbox;
import org.curbline.agent.source.Source;
import org.curbline.agent.source.Taker;
import org.curbline.program.Why;
import org.curbline.protocol.Call;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from Asterisk's manager interface that calls ended ({@code cdr_manager}). Has a thread of its own; whenever the
 * connection is lost, or Asterisk says nothing though it is asked, it connects again, later each time. What Asterisk
 * says meanwhile is not heard.
 */
public final class ManagerSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(ManagerSource.class);
    private static final int CONNECT_WITHIN_MILLIS = 5_000;

    private final Told told;
    private final Waits waits;
    private final Outbox outbox;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Socket socket;
    private volatile String trouble = "not connected yet";
    private final AtomicLong notUnderstood = new AtomicLong();

    private ManagerSource(Told told, Waits waits, Taker taker) {
        this.told = told;
        this.waits = waits;
        this.outbox = new Outbox(taker);
    }

    /** Begins. */
    public static ManagerSource begin(Told told, Taker taker) {
        return begin(told, Waits.USUAL, taker);
    }

    static ManagerSource begin(Told told, Waits waits, Taker taker) {
        ManagerSource source = new ManagerSource(told, waits, taker);
        Thread thread = new Thread(source::keepConnected, "asterisk");
        thread.setDaemon(true);
        thread.start();
        return source;
    }

    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public String toString() {
        return "calls from Asterisk at " + told.address + ": " + outbox.describe() + ", " + notUnderstood
                + " not understood";
    }

    private void keepConnected() {
        Duration wait = waits.first;
        while (!isClosed()) {
            String before = trouble;
            String why = converse();
            if (isClosed()) {
                return;
            }
            wait = trouble.isEmpty() ? waits.first : wait; // it was connected
            trouble = why;
            if (!before.equals(why)) {
                log.warn("Calls are not heard from Asterisk at {}: {}. It is tried again.", told.address, why);
            }
            pause(wait);
            outbox.again();
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(waits.longest) < 0 ? twice : waits.longest;
        }
    }

    /** Connects and hears until that ends; says why it did. */
    private String converse() {
        try (Socket connected = new Socket()) {
            socket = connected;
            connected.connect(told.address, CONNECT_WITHIN_MILLIS);
            connected.setSoTimeout((int) waits.silence.toMillis());
            Reader from = new BufferedReader(new InputStreamReader(connected.getInputStream(), StandardCharsets.UTF_8));
            String banner = ManagerMessage.line(from);
            if (banner == null || !banner.startsWith("Asterisk Call Manager")) {
                return "what answers there is no Asterisk manager interface";
            }
            String refused = logIn(connected, from);
            if (!refused.isEmpty()) {
                return refused;
            }
            log.info("Calls are heard from Asterisk at {}.", told.address);
            trouble = "";
            return hear(connected, from);
        } catch (IOException e) {
            return Why.of(e);
        } finally {
            socket = null;
        }
    }

    private String logIn(Socket connected, Reader from) throws IOException {
        say(connected, "Action: Challenge\r\nAuthType: MD5\r\n\r\n");
        ManagerMessage asked = answer(from);
        if (asked == null || asked.challenge().isEmpty()) {
            return "it does not let this agent prove that it knows the secret";
        }
        say(
                connected,
                "Action: Login\r\nAuthType: MD5\r\nUsername: " + told.user + "\r\nKey: "
                        + proof(asked.challenge() + told.secret) + "\r\nEvents: cdr\r\n\r\n");
        ManagerMessage answered = answer(from);
        return answered != null && answered.isSuccess()
                ? ""
                : "it does not let this agent in; user and secret must be those of manager.conf";
    }

    private @Nullable ManagerMessage answer(Reader from) throws IOException {
        return ManagerMessage.read(from, told.plan, told.zones);
    }

    private String hear(Socket connected, Reader from) throws IOException {
        boolean isAsked = false;
        while (!isClosed()) {
            ManagerMessage said;
            try {
                said = ManagerMessage.read(from, told.plan, told.zones);
            } catch (SocketTimeoutException silence) {
                if (isAsked) {
                    return "it does not answer";
                }
                outbox.again();
                say(connected, "Action: Ping\r\n\r\n");
                isAsked = true;
                continue;
            }
            if (said == null) {
                return "it ended the connection";
            }
            isAsked = false;
            if (said.isCall()) {
                take(said.call());
            }
        }
        return "";
    }

    private void take(@Nullable CallRecord call) {
        outbox.again();
        if (call == null) {
            if (notUnderstood.getAndIncrement() == 0) {
                log.warn("Asterisk tells of a call in a way that is not understood; such calls are counted.");
            }
        } else if (told.context.isEmpty() || told.context.get().equals(call.context())) {
            outbox.add(
                    EventKind.CALL, call.endMillis(), id -> new Call(id, call.kind(), call.seconds(), call.outcome()));
        }
    }

    private static void say(Socket connected, String action) throws IOException {
        connected.getOutputStream().write(action.getBytes(StandardCharsets.UTF_8));
    }

    /** Asterisk's protocol asks for it. */
    private static String proof(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    private void disconnect() {
        Socket connected = socket;
        if (connected != null) {
            try {
                connected.close();
            } catch (IOException e) {
                log.debug("The connection to Asterisk could not be closed.", e);
            }
        }
    }

    private void pause(Duration time) {
        try {
            if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("Asterisk is not connected to again: the agent ends.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /**
     * What it is told.
     *
     * @param address of the manager interface
     * @param user of {@code manager.conf}
     * @param plan says what kind of call a number is
     * @param context only calls that came by this part of Asterisk's dial plan; all, if empty
     * @param zones whose time Asterisk may say it in, the first where nothing tells
     */
    public record Told(
            InetSocketAddress address,
            String user,
            String secret,
            DialPlan plan,
            Optional<String> context,
            List<ZoneId> zones) {
        @Override
        public String toString() {
            return "Asterisk at " + address; // the secret is nobody's business
        }
    }

    /**
     * How long it is waited.
     *
     * @param first before it is connected again, doubled each time up to the longest
     * @param silence after which it is asked whether it is there
     */
    record Waits(Duration first, Duration longest, Duration silence) {
        static final Waits USUAL = new Waits(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(30));
    }
}
