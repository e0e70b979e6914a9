package org.curbline.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.curbline.agent.check.ServiceCheck.Verdict;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real FreeRADIUS lets people in, or does not; somebody in between would like to. */
class LoginProbeIT {
    private static final String SECRET = "s3cret";
    private static final String USER = "kiosk-check";
    private static final String PASSWORD = "a password of more than sixteen bytes";
    private static final int ACCEPT = 2;
    private static final int PATIENCE_SECONDS = 60;

    /** FreeRADIUS does so by itself from 3.2.5 on. */
    private static final String SIGNED = "update reply { &Message-Authenticator := 0x00 }";

    private static final String CONFIGURATION =
            """
            name = radiusd
            prefix = /usr
            libdir = /usr/lib/freeradius
            raddbdir = %1$s
            run_dir = %1$s
            logdir = %1$s
            pidfile = %1$s/pid
            security {
                reject_delay = 0
                status_server = yes
            }
            client kiosk {
                ipaddr = 127.0.0.1
                secret = s3cret
                require_message_authenticator = yes
            }
            modules {
                pap {
                }
                always ok {
                    rcode = ok
                }
                always handled {
                    rcode = handled
                }
            }
            server default {
                listen {
                    type = auth
                    ipaddr = 127.0.0.1
                    port = %2$d
                }
                authorize {
                    if (&User-Name == "kiosk-check") {
                        update control {
                            &Cleartext-Password := "a password of more than sixteen bytes"
                        }
                    }
                    if (&User-Name == "token") {
                        update reply {
                            &State := 0x01
                            &Reply-Message := "the number of your token?"
                        }
                        update control {
                            &Response-Packet-Type := Access-Challenge
                        }
                        handled
                    }
                    pap
                    Autz-Type Status-Server {
                        %3$s
                        ok
                    }
                }
                authenticate {
                    Auth-Type PAP {
                        pap
                    }
                }
                post-auth {
                    %3$s
                    Post-Auth-Type REJECT {
                        %3$s
                    }
                }
            }
            """;

    private Path folder;
    private int port;
    private @Nullable Process server;

    @BeforeEach
    void prepare(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.port = FreePort.find();
        start(SIGNED);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void userThatIsLetInMakesWifiUsableAndOneThatIsNotDoesNotWhateverIsReached() throws Exception {
        assertEquals(Verdict.UP, wifi(login(SECRET, USER, PASSWORD)).look());
        assertEquals("", failure(SECRET, null, null), "it is there");
        assertEquals("login-rejected", failure(SECRET, USER, "another"));
        assertEquals("login-rejected", failure(SECRET, "nobody", PASSWORD));
        assertEquals("login-challenged", failure(SECRET, "token", PASSWORD));
        Verdict verdict = wifi(login(SECRET, USER, "another")).look();
        assertEquals(Verdict.down("login-rejected"), verdict);
    }

    @Test
    void serverIsSilentToAnotherSecretAndRefusesWhenItIsGone() throws Exception {
        assertEquals("login-no-answer", failure("another", USER, PASSWORD));
        stop();
        assertEquals("login-refused", failure(SECRET, USER, PASSWORD));
        assertEquals(
                "login-name-unknown",
                new LoginProbe(new Login(new AuthenticationServer("server.invalid", 1), SECRET, null, null)).failure());
    }

    @Test
    void serverThatDoesNotSignLetsPeopleInAndItIsSaid() throws Exception {
        stop();
        start("");
        assertEquals(
                Verdict.degraded("login-unsigned"),
                wifi(login(SECRET, USER, PASSWORD)).look());
        assertEquals("login-rejected", failure(SECRET, USER, "another"));
    }

    @Test
    void rejectionThatSomebodyMadeAnAcceptanceIsNotBelieved() throws Exception {
        assertEquals("login-wrong-secret", throughSomebody("another", answer -> answer.put(0, (byte) ACCEPT), false));
        assertEquals(
                "login-unsigned",
                throughSomebody(
                        "another",
                        answer -> {
                            ByteBuffer bare = ByteBuffer.allocate(20)
                                    .put(answer.slice(0, 20))
                                    .flip();
                            return bare.put(0, (byte) ACCEPT).putShort(2, (short) 20);
                        },
                        true));
        assertEquals("", throughSomebody(PASSWORD, answer -> answer, false), "and what is not touched is");
    }

    /** @param canProve whether who changes the answers finds collisions of MD5, for which this one knows the secret */
    private String throughSomebody(String password, UnaryOperator<ByteBuffer> change, boolean canProve)
            throws Exception {
        try (DatagramSocket somebody = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket there = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread between = new Thread(() -> {
                try {
                    while (true) {
                        relay(somebody, there, change, canProve);
                    }
                } catch (IOException over) {
                    // the test is
                }
            });
            between.setDaemon(true);
            between.start();
            Login login =
                    new Login(new AuthenticationServer("127.0.0.1", somebody.getLocalPort()), SECRET, USER, password);
            return new LoginProbe(login).failure();
        }
    }

    private void relay(DatagramSocket here, DatagramSocket there, UnaryOperator<ByteBuffer> change, boolean canProve)
            throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        here.receive(packet);
        SocketAddress kiosk = packet.getSocketAddress();
        ByteBuffer request = ByteBuffer.allocate(packet.getLength())
                .put(packet.getData(), 0, packet.getLength())
                .flip();
        there.send(new DatagramPacket(request.array(), request.limit(), InetAddress.getLoopbackAddress(), port));
        there.receive(packet);
        ByteBuffer answer = change.apply(ByteBuffer.allocate(packet.getLength())
                .put(packet.getData(), 0, packet.getLength())
                .flip());
        if (canProve) {
            prove(answer, request);
        }
        here.send(new DatagramPacket(answer.array(), answer.limit(), kiosk));
    }

    private static void prove(ByteBuffer answer, ByteBuffer request) {
        try {
            answer.put(4, request, 4, 16);
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(answer.duplicate().rewind());
            answer.put(4, md5.digest(SECRET.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private WifiCheck wifi(Login login) {
        return new WifiCheck(new Checks.Wifi(Optional.empty(), List.of(), Optional.of(login)), new SplittableRandom(1));
    }

    private Login login(String secret, @Nullable String user, @Nullable String password) {
        return new Login(new AuthenticationServer("127.0.0.1", port), secret, user, password);
    }

    private String failure(String secret, @Nullable String user, @Nullable String password) {
        return new LoginProbe(login(secret, user, password)).failure();
    }

    private void start(String signed) throws Exception {
        Files.writeString(folder.resolve("radiusd.conf"), CONFIGURATION.formatted(folder, port, signed));
        Path said = folder.resolve("said");
        try {
            server = ChildProcess.start(new ProcessBuilder(
                            "/usr/sbin/freeradius", "-f", "-l", "stdout", "-d", folder.toString(), "-n", "radiusd")
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile()));
        } catch (IOException notThere) {
            assertTrue(System.getenv("CI") == null, "Debian: apt install freeradius");
            assumeTrue(false, "Debian: apt install freeradius");
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(said).contains("Ready to process requests")) {
            assertTrue(server != null && server.isAlive() && System.nanoTime() < until, Files.readString(said));
            LockSupport.parkNanos(10_000_000);
        }
    }
}
