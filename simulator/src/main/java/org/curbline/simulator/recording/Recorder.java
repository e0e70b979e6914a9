package org.curbline.simulator.recording;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MQTT listener that writes down whatever is published to it, and acknowledges what is written. Everybody may
 * connect. What cannot be written, as on a full disk, is not acknowledged, its connection ends, and so does the file,
 * after its last whole line. Safe for every thread.
 */
public final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int LARGEST_MESSAGE = 1 << 20;

    private final MqttServer server;
    private final InstantSource clock;
    private final Path path;

    @GuardedBy("this")
    private final FileChannel file;

    /** Bytes of the lines that are written. */
    @GuardedBy("this")
    private long whole;

    @GuardedBy("this")
    private @Nullable IOException failure;

    private volatile long messages;

    private Recorder(Vertx vertx, Path path, FileChannel file, InstantSource clock) {
        this.path = path;
        this.file = file;
        this.clock = clock;
        this.server = MqttServer.create(vertx, new MqttServerOptions().setMaxMessageSize(LARGEST_MESSAGE));
    }

    /**
     * Begins to listen.
     *
     * @param port 0 for any that is free
     * @param file what is recorded; it must not be there yet
     * @return fails with {@link IOException} if the file cannot be made, or nobody can listen there
     */
    public static Future<Recorder> listen(Vertx vertx, String host, int port, Path file, InstantSource clock) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        Recorder recorder = new Recorder(vertx, file, channel, clock);
        recorder.server.exceptionHandler(broken -> LOG.debug("A client did not speak MQTT.", broken));
        recorder.server.endpointHandler(recorder::accept);
        return recorder.server.listen(port, host).map(recorder).recover(refused -> {
            recorder.giveUp();
            return Future.failedFuture(
                    new IOException("Cannot listen on " + host + ':' + port + ": " + Why.of(refused), refused));
        });
    }

    public int port() {
        return server.actualPort();
    }

    /** How many messages are written. */
    public long messages() {
        return messages;
    }

    /** Why nothing is written any more, in a sentence; null as long as all is well. */
    public synchronized @Nullable IOException failure() {
        return failure;
    }

    /** Stops listening. Idempotent. */
    @Override
    public void close() {
        server.close();
        synchronized (this) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("What was recorded may not be whole.", e);
            }
        }
    }

    /** Leaves no empty file behind, so that the same command can be given again. */
    private void giveUp() {
        close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{} is empty, and cannot be removed.", path, e);
        }
    }

    private void accept(MqttEndpoint endpoint) {
        endpoint.exceptionHandler(broken -> LOG.debug("A client is gone.", broken));
        endpoint.subscribeHandler(asked -> endpoint.subscribeAcknowledge(
                asked.messageId(),
                asked.topicSubscriptions().stream()
                        .map(MqttTopicSubscription::qualityOfService)
                        .toList()));
        endpoint.publishHandler(message -> take(endpoint, message));
        endpoint.publishReleaseHandler(endpoint::publishComplete);
        endpoint.accept(false);
    }

    private void take(MqttEndpoint endpoint, MqttPublishMessage message) {
        Recorded recorded =
                new Recorded(clock.instant(), endpoint.clientIdentifier(), message.topicName(), message.payload());
        if (!write(recorded)) {
            endpoint.close();
        } else if (message.qosLevel() == MqttQoS.AT_LEAST_ONCE) {
            endpoint.publishAcknowledge(message.messageId());
        } else if (message.qosLevel() == MqttQoS.EXACTLY_ONCE) {
            endpoint.publishReceived(message.messageId());
        }
    }

    private synchronized boolean write(Recorded recorded) {
        if (failure != null) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap((recorded.line() + '\n').getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            whole = file.position();
            messages++;
            return true;
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            failure = new IOException("The recording " + path + " cannot be written: " + why, e);
            endAtAWholeLine(failure);
            return false;
        }
    }

    /** A disk that becomes full takes the beginning of a line, and not the rest. */
    @GuardedBy("this")
    private void endAtAWholeLine(IOException why) {
        try {
            file.truncate(whole);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
