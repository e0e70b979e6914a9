package org.curbline.agent.link;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.wire.GatewayTime;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what is spooled over one connection, and makes another when that is lost. Eclipse Paho's own reconnecting
 * is not used: it leaves out the first connect, and can stop for good. A client is used for one connection; what it
 * still says when that is over is recognised by its epoch and ignored. All on the agent's thread; Paho's threads only
 * hand over to it.
 */
public final class GatewayLink {
    private static final Logger log = LoggerFactory.getLogger(GatewayLink.class);
    private static final int MOST_UNACKNOWLEDGED = 32;
    /** Of these, for what has just come. */
    private static final int KEPT_FREE = 2;
    /** Of what waits, unless it is a single message; a kiosk has little memory. */
    private static final int MOST_BYTES_UNACKNOWLEDGED = 256 * 1024;

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(15);
    /**
     * For the answer to CONNECT, which Paho awaits for ever: it pings only once it has come. Longer than a gateway
     * takes that checks the passwords of a whole fleet.
     */
    static final Duration ANSWER_AT_MOST = Duration.ofMinutes(2);
    /** Before the second attempt to connect; double before each further one, shortened at random by up to half. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    /** When the gateway does not know this kiosk, or no longer: to ask often would change nothing. */
    private static final Duration WAIT_WHEN_REFUSED = Duration.ofMinutes(10);

    /** A fleet that lost its gateway comes back within this time, and not all at once. */
    private static final Duration SPREAD = Duration.ofSeconds(5);
    /** When the gateway says that it is busy, or about to stop: so long at least, and up to six times as long. */
    private static final Duration WAIT_WHEN_BUSY = Duration.ofSeconds(5);

    private static final int REFUSED_FROM = 0x80;
    /** Server unavailable, busy, shutting down, quota exceeded, use another server, server moved, rate exceeded. */
    private static final Set<Integer> BUSY = Set.of(0x88, 0x89, 0x8B, 0x97, 0x9C, 0x9D, 0x9F);
    /** Not valid client identifier, bad user name or password, not authorized, banned: MQTT 5, 3.2.2.2. */
    private static final Set<Integer> NOT_WELCOME = Set.of(0x85, 0x86, 0x87, 0x8A);

    private final GatewayAccount account;
    private final KioskId kiosk;
    private final URI gateway;
    private final Outgoing outgoing;
    private final Incoming incoming;
    private final ScheduledExecutorService agent;
    private final RandomGenerator random;
    private final Deque<Message> unacknowledged = new ArrayDeque<>();
    /** Taken from the spool, to be sent in this order. */
    private final Deque<Parcel> ready = new ArrayDeque<>();

    private @Nullable MqttAsyncClient client;
    private @Nullable ScheduledFuture<?> next;
    private boolean connected;
    private int window = MOST_UNACKNOWLEDGED;
    private long bytesUnacknowledged;
    private long epoch;
    private long waitMillis = FIRST_WAIT.toMillis();
    private boolean over;
    private String trouble = "";

    /** @param agent the agent's thread */
    public GatewayLink(
            GatewayAccount account,
            Outgoing outgoing,
            Incoming incoming,
            ScheduledExecutorService agent,
            RandomGenerator random) {
        PahoLog.silence();
        this.incoming = incoming;
        this.account = account;
        this.kiosk = account.kiosk();
        this.gateway = account.gateway();
        this.outgoing = outgoing;
        this.agent = agent;
        this.random = random;
    }

    /** Begins to connect; it goes on for ever. */
    public void open() {
        connect();
    }

    public URI gateway() {
        return gateway;
    }

    /** Why it is not connected; empty if it is. */
    public String trouble() {
        return connected || !trouble.isEmpty() ? trouble : "it has not answered yet";
    }

    /** Something may be there to be sent. */
    public void flush() {
        while (connected && unacknowledged.size() < window) {
            Parcel parcel = nextParcel();
            if (parcel == null) {
                return;
            }
            publish(parcel);
        }
    }

    /** What has just come goes first, and however much waits, there is room for it. */
    private @Nullable Parcel nextParcel() {
        Parcel fresh = outgoing.fresh();
        boolean isFull = unacknowledged.size() >= Math.max(1, window - KEPT_FREE)
                || bytesUnacknowledged >= MOST_BYTES_UNACKNOWLEDGED;
        if (fresh != null || isFull) {
            return fresh;
        }
        if (ready.isEmpty()) {
            try {
                ready.addAll(outgoing.next());
            } catch (IOException e) {
                log.error("The spool cannot be read; what is in it waits.", e);
            }
        }
        return ready.poll();
    }

    /** Ends the connection in order. */
    public void close() {
        over = true;
        drop(true);
    }

    private void connect() {
        long mine = ++epoch;
        try {
            MqttAsyncClient made = new MqttAsyncClient(
                    GatewaySockets.plain(gateway).toString(), kiosk.value(), new MemoryPersistence());
            client = made;
            made.setManualAcks(true);
            made.setCallback(new Hearing(
                    message -> later(mine, () -> told(made, message)), code -> later(mine, () -> ended(code))));
            made.connect(options(), null, new Listener(mine, this::connected, this::notConnected));
            next = agent.schedule(() -> notAnswered(mine), ANSWER_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (MqttException | IllegalArgumentException e) {
            lost(ConnectionTrouble.inWords(e));
        }
    }

    private MqttConnectionOptions options() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval((int) KEEP_ALIVE.toSeconds());
        options.setConnectionTimeout((int) CONNECT_AT_MOST.toSeconds());
        if (account.password() != null) {
            options.setUserName(account.user() == null ? kiosk.value() : account.user());
            options.setPassword(account.password());
        }
        options.setSocketFactory(new GatewaySockets(account.proxy(), gateway, account.tls()));
        return options;
    }

    private void notAnswered(long of) {
        if (of == epoch) {
            lost("it does not answer");
        }
    }

    private void connected(IMqttToken token) {
        cancelNext();
        connected = true;
        waitMillis = FIRST_WAIT.toMillis();
        Integer allowed = token.getResponseProperties() == null
                ? null
                : token.getResponseProperties().getReceiveMaximum();
        window = allowed == null ? MOST_UNACKNOWLEDGED : Math.max(1, Math.min(allowed, MOST_UNACKNOWLEDGED));
        log.info("Connected with {}.", gateway);
        trouble = "";
        outgoing.connected(gatewayTime(token));
        listen();
        flush();
    }

    /** A broker that does not grant it is no reason not to publish. */
    private void listen() {
        try {
            Objects.requireNonNull(client)
                    .subscribe(
                            Command.topics(kiosk),
                            1,
                            null,
                            new Listener(
                                    epoch,
                                    token -> {},
                                    failure -> log.warn(
                                            "The kiosk cannot be told anything: {}",
                                            ConnectionTrouble.inWords(failure))));
        } catch (MqttException e) {
            lost(ConnectionTrouble.inWords(e));
        }
    }

    /** What is not acknowledged comes again. */
    private void told(MqttAsyncClient from, MqttMessage message) {
        if (!incoming.take(message.getPayload())) {
            return;
        }
        try {
            from.messageArrivedComplete(message.getId(), message.getQos());
        } catch (MqttException e) {
            lost(ConnectionTrouble.inWords(e));
        }
    }

    private static @Nullable Instant gatewayTime(IMqttToken token) {
        if (token.getResponseProperties() == null) {
            return null;
        }
        for (UserProperty property : token.getResponseProperties().getUserProperties()) {
            if (GatewayTime.PROPERTY.equals(property.getKey())) {
                return GatewayTime.parse(property.getValue());
            }
        }
        return null;
    }

    private void publish(Parcel parcel) {
        Message message = new Message(parcel);
        unacknowledged.add(message);
        bytesUnacknowledged += parcel.payload().length;
        String topic = new KioskTopic(kiosk, parcel.kind()).name();
        MqttMessage packet = new MqttMessage(parcel.payload());
        packet.setQos(1);
        try {
            Objects.requireNonNull(client)
                    .publish(
                            topic,
                            packet,
                            null,
                            new Listener(
                                    epoch,
                                    token -> acknowledged(message, token),
                                    failure -> lost(ConnectionTrouble.inWords(failure))));
        } catch (MqttException e) {
            lost(ConnectionTrouble.inWords(e));
        }
    }

    /** In the order of sending, so that all up to a number are done; whatever order the answers came in. */
    private void acknowledged(Message message, IMqttToken token) {
        int[] codes = token.getReasonCodes();
        if (codes != null && codes.length > 0 && codes[0] >= REFUSED_FROM) {
            long[] numbers = message.parcel.numbers();
            log.warn(
                    "The gateway has put {} events up to {} aside, with reason 0x{}.",
                    numbers.length,
                    numbers[numbers.length - 1],
                    Integer.toHexString(codes[0]));
        }
        message.settled = true;
        try {
            while (!unacknowledged.isEmpty() && unacknowledged.element().settled) {
                Parcel settled = unacknowledged.remove().parcel;
                bytesUnacknowledged -= settled.payload().length;
                outgoing.done(settled);
            }
        } catch (IOException e) {
            log.error("The spool cannot be written; what was acknowledged is sent again after the next start.", e);
        }
        flush();
    }

    private void notConnected(@Nullable Throwable failure) {
        if (failure instanceof MqttException refusal && NOT_WELCOME.contains(refusal.getReasonCode())) {
            waitMillis = WAIT_WHEN_REFUSED.toMillis();
            lost("it refuses this kiosk (reason 0x" + Integer.toHexString(refusal.getReasonCode())
                    + "), whose password is wrong or was withdrawn; curbline-agent enroll gives it another");
        } else if (failure instanceof MqttException refusal && BUSY.contains(refusal.getReasonCode())) {
            busy(refusal.getReasonCode());
        } else {
            lost(ConnectionTrouble.inWords(failure));
        }
    }

    private void ended(int code) {
        if (BUSY.contains(code)) {
            busy(code);
        } else {
            lost("the connection ended" + (code > 0 ? " (reason 0x" + Integer.toHexString(code) + ")" : ""));
        }
    }

    private void busy(int code) {
        long least = WAIT_WHEN_BUSY.toMillis();
        lost(
                "it is busy or about to stop (reason 0x" + Integer.toHexString(code) + ")",
                least + random.nextLong(5 * least));
    }

    private void lost(String why) {
        if (connected) {
            lost(why, random.nextLong(SPREAD.toMillis()));
        } else {
            long wait = waitMillis / 2 + random.nextLong(waitMillis / 2 + 1);
            waitMillis = waitMillis > LONGEST_WAIT.toMillis()
                    ? FIRST_WAIT.toMillis()
                    : Math.min(LONGEST_WAIT.toMillis(), waitMillis * 2);
            lost(why, wait);
        }
    }

    private void lost(String why, long wait) {
        drop(false);
        if (over) {
            return;
        }
        if (!why.equals(trouble)) {
            log.warn("There is no connection with {}: {}. Events wait on the card meanwhile.", gateway, why);
            trouble = why;
        }
        next = agent.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private void drop(boolean inOrder) {
        cancelNext();
        epoch++; // what is still said of it is not heard
        connected = false;
        unacknowledged.clear();
        bytesUnacknowledged = 0;
        ready.clear();
        outgoing.again();
        MqttAsyncClient gone = client;
        client = null;
        if (gone != null) {
            Disposal.of(gone, inOrder);
        }
    }

    private void later(long of, Runnable work) {
        if (!agent.isShutdown()) {
            agent.execute(() -> {
                if (of == epoch) {
                    work.run();
                }
            });
        }
    }

    /** A message that was sent and is not acknowledged. */
    private static final class Message {
        final Parcel parcel;
        boolean settled;

        Message(Parcel parcel) {
            this.parcel = parcel;
        }
    }

    /** What Paho tells, on its threads. */
    private final class Listener implements MqttActionListener {
        private final long mine;
        private final Consumer<IMqttToken> success;
        private final Consumer<@Nullable Throwable> failure;

        Listener(long mine, Consumer<IMqttToken> success, Consumer<@Nullable Throwable> failure) {
            this.mine = mine;
            this.success = success;
            this.failure = failure;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            later(mine, () -> success.accept(token));
        }

        @Override
        public void onFailure(IMqttToken token, Throwable why) {
            later(mine, () -> failure.accept(why));
        }
    }
}
