package org.curbline.agent.checkup;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.curbline.agent.link.ConnectionTrouble;
import org.curbline.agent.link.GatewayPort;
import org.curbline.agent.link.GatewayTls;
import org.curbline.agent.link.HttpProxy;
import org.curbline.agent.link.ProxyTroubleException;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.agent.time.LinuxClock;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;

/** Looks at one piece after the other. Blocking; changes nothing but for a file that it writes and takes away. */
public final class Checkup {
    private static final Duration AT_MOST = Duration.ofSeconds(10);
    private static final Duration TO_OBJECT = Duration.ofSeconds(3);
    private static final int MIB = 1 << 20;
    /** File systems that are in memory, or keep there what is written to them. */
    private static final Set<String> IN_MEMORY = Set.of("overlay", "ramfs", "tmpfs");

    private Checkup() {}

    /** @param built the clock cannot show less: the agent was built then */
    public static Finding clock(Instant now, Instant built) {
        if (now.isBefore(built)) {
            return new Finding(
                    "clock",
                    "it shows " + now + ", and is wrong",
                    "sudo timedatectl set-ntp true, and see that UDP 123 gets out");
        }
        return LinuxClock.synchronisation().equals("no")
                ? new Finding(
                        "clock",
                        "it shows " + now + ", and nobody has set it since the start",
                        "sudo timedatectl set-ntp true, and see that UDP 123 gets out; timedatectl timesync-status says more")
                : Finding.well("clock", "it shows " + now);
    }

    /** @param needed how much the spool may take */
    public static Finding card(Path folder, long needed) {
        Path trial = folder.resolve("doctor-" + ProcessHandle.current().pid());
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                return new Finding(
                        "card",
                        free / MIB + " MiB are free, and the spool may take " + needed / MIB + " MiB",
                        "free some, or lower curbline.agent.spool.max-size");
            }
            try (FileChannel file = FileChannel.open(
                    trial,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE)) {
                file.force(true);
            }
            return Finding.well("card", folder + " can be written, " + free / MIB + " MiB are free");
        } catch (IOException e) {
            return new Finding(
                    "card",
                    folder + " cannot be written: " + e,
                    "as root; if it says read-only: dmesg tells whether the card fails, mount -o remount,rw / makes it"
                            + " writable; if it is not there: curbline.agent.spool.folder");
        }
    }

    /** Says so if what is written there may be gone with the power; empty if it is not, or that is not to be seen. */
    public static List<Finding> memory(Path folder) {
        try {
            String type = Files.getFileStore(folder).type();
            return IN_MEMORY.contains(type)
                    ? List.of(
                            new Finding(
                                    "card",
                                    folder + " is in memory (" + type + "): a power cut takes what waits there",
                                    "give it a partition of its own that no overlay covers; deploy/pi/README.md, read-only root"))
                    : List.of();
        } catch (IOException e) {
            return List.of(); // said of the card already
        }
    }

    public static Finding rights(Path identity) {
        try {
            String owner = Files.getOwner(identity).getName();
            String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(identity));
            String folderOwner =
                    Files.getOwner(identity.toAbsolutePath().resolveSibling("")).getName();
            return rights.equals("rw-------") && owner.equals(folderOwner)
                    ? Finding.well("rights", identity + " is " + owner + "'s alone")
                    : new Finding(
                            "rights",
                            identity + " is " + owner + "'s, " + rights,
                            "sudo chown " + folderOwner + " " + identity + " && sudo chmod 600 " + identity);
        } catch (IOException e) {
            return new Finding(
                    "rights", identity + " cannot be seen: " + e, "as root; if it is not there: curbline-agent enroll");
        }
    }

    /**
     * Whether the agent can read a file that the settings name.
     *
     * @param user the agent's
     */
    public static Finding file(String key, Path file, String user) {
        return rights(key, file, user, Readers.READ);
    }

    /** Whether the agent can write to a socket that the settings name, as it must to say anything there. */
    public static Finding socket(String key, Path socket, String user) {
        return rights(key, socket, user, Readers.WRITE);
    }

    private static Finding rights(String key, Path file, String user, String how) {
        Readers readers = Readers.of(user);
        boolean isRead = how.equals(Readers.READ);
        if (!readers.canTry()) {
            return new Finding(
                    "rights",
                    key + " is " + file + ", and it cannot be tried here whether the user " + user
                            + (isRead ? " may read it" : " may write to it"),
                    "sudo curbline-agent doctor: as root, by setpriv (of util-linux)");
        }
        try {
            String objection = readers.objection(file, how);
            return objection.isEmpty()
                    ? Finding.well("rights", file + " can be " + (isRead ? "read" : "written to") + " by " + user)
                    : new Finding(
                            "rights",
                            key + " is " + file + ", and " + objection,
                            "give it to that user (sudo setfacl -m u:" + user + (isRead ? ":rX" : ":rwX")
                                    + ", of folders on the way :X; apt install acl), or the service"
                                    + " its group: SupplementaryGroups in sudo systemctl edit curbline-agent");
        } catch (IOException e) {
            return new Finding(
                    "rights",
                    key + " is " + file + ", and cannot be seen: " + e,
                    "as root; if it is not there: see " + key);
        }
    }

    /** Whose the agent's folder is, and so who the agent is; root's if nobody knows. */
    public static String user(Path folder) {
        try {
            return Files.getOwner(folder).getName();
        } catch (IOException e) {
            return "root";
        }
    }

    /** Whether a UDP port can be had by an agent that does not run. */
    public static Finding udpPort(String key, InetSocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            return Finding.well("source", key + ": UDP " + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            return new Finding(
                    "source",
                    key + ": UDP " + address + " cannot be had: " + Why.of(e),
                    "sudo ss -ulpn 'sport = :" + address.getPort()
                            + "' says which program has it: stop that, or set another " + key);
        }
    }

    /** Whether a TCP port of loopback can be had by an agent that does not run. */
    public static Finding tcpPort(String key, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return Finding.well("source", key + ": TCP " + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            return new Finding(
                    "source",
                    key + ": TCP " + port + " of loopback cannot be had: " + Why.of(e),
                    "sudo ss -tlpn 'sport = :" + port + "' says which program has it: stop that, or set another "
                            + key);
        }
    }

    /** Asks the agent that runs: for itself, what became of events, and its sources; only the first if none runs. */
    public static List<Finding> agent(Path socket) {
        List<Finding> findings = new ArrayList<>();
        try {
            AgentStatus status = StatusSocket.ask(socket);
            findings.add(agent(status));
            findings.addAll(events(status));
            status.sources().forEach(source -> findings.add(source(source)));
        } catch (IOException e) {
            findings.add(new Finding(
                    "agent",
                    "it does not answer at " + socket + ": " + Why.of(e),
                    "sudo systemctl start curbline-agent; journalctl -u curbline-agent says why it ended"));
        }
        return findings;
    }

    private static Finding agent(AgentStatus status) {
        if (!status.gatewayTrouble().isEmpty()) {
            return new Finding(
                    "agent",
                    "it runs and is not connected: " + status.gatewayTrouble() + "; " + status.waiting()
                            + " events wait",
                    "see the connection below; if it is refused: enrol again, with another token");
        }
        return status.cardTrouble().isEmpty()
                ? Finding.well("agent", "it runs and is connected; " + status.waiting() + " events wait")
                : new Finding("agent", "the card fails: " + status.cardTrouble(), "see the card above");
    }

    private static List<Finding> events(AgentStatus status) {
        List<Finding> amiss = new ArrayList<>();
        if (!status.isTimeKnown()) {
            amiss.add(new Finding(
                    "time",
                    "it is not known, and events wait for it: " + status.time(),
                    "sudo timedatectl set-ntp true, and see that UDP 123 gets out, or that the gateway is reached, which says"
                            + " it too"));
        }
        if (status.lostLately() > 0 && status.lost() > 0) {
            amiss.add(new Finding(
                    "spool",
                    status.lost() + " events of this run left it unacknowledged, as it was full or the card is damaged;"
                            + " not all were known before the agent started",
                    "journalctl -u curbline-agent says which; where outages are long, a larger"
                            + " curbline.agent.spool.max-size keeps more; a card that is damaged is to be replaced"));
        }
        if (status.lostLately() > 0 && status.undatable() > 0) {
            amiss.add(new Finding(
                    "time",
                    status.undatable() + " events can never be dated, and are given up: the computer was started anew"
                            + " before it knew the time",
                    "a battery for its clock, or a network before its power goes, saves the next"));
        }
        return amiss;
    }

    private static Finding source(SourceStatus source) {
        if (source.isWell()) {
            return Finding.well("source", source.text());
        }
        return new Finding(
                "source",
                source.toString(),
                source.remedy().isEmpty()
                        ? "journalctl -u curbline-agent says since when it fails, docs/agent.md how it is set up"
                        : source.remedy());
    }

    /** Connects, and speaks TLS if the gateway is to; says nothing of MQTT, as that would push the agent out. */
    public static Finding connection(URI gateway, @Nullable GatewayTls tls, @Nullable HttpProxy proxy) {
        boolean isSecure = GatewayPort.isSecure(gateway);
        try (Socket socket = connected(gateway, proxy)) {
            if (isSecure) {
                secure(socket, gateway, tls);
            }
            return Finding.well(
                    "connection",
                    gateway + " answers"
                            + (proxy == null ? "" : " through " + proxy)
                            + (isSecure ? ", and is trusted" : ""));
        } catch (IOException | IllegalArgumentException e) {
            return new Finding("connection", gateway + ": " + ConnectionTrouble.inWords(e), whatToDo(e, isSecure));
        }
    }

    private static Socket connected(URI gateway, @Nullable HttpProxy proxy) throws IOException {
        if (proxy != null) {
            return proxy.connect(gateway.getHost(), GatewayPort.of(gateway), AT_MOST);
        }
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(gateway.getHost(), GatewayPort.of(gateway)), (int) AT_MOST.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String whatToDo(Exception failure, boolean isSecure) {
        if (failure instanceof ProxyTroubleException) {
            return "curbline.agent.proxy in the settings must be what whoever runs the network says";
        }
        return isSecure
                ? "if it is trusted no longer: renew its certificate there, or enrol again, with --pin if it is its own"
                : "is the address right, does its port let this kiosk in, is the network up (ip addr)?";
    }

    private static void secure(Socket socket, URI gateway, @Nullable GatewayTls tls) throws IOException {
        SSLContext context = tls == null ? systems() : tls.context();
        try (SSLSocket secure = (SSLSocket)
                context.getSocketFactory().createSocket(socket, gateway.getHost(), GatewayPort.of(gateway), true)) {
            secure.setSoTimeout((int) AT_MOST.toMillis());
            if (tls == null || tls.namesCount()) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
            }
            secure.startHandshake();
            requireWelcome(secure);
        }
    }

    /**
     * Of what it thinks of the kiosk's certificate a gateway speaks after the handshake (RFC 8446, 4.4.2.4), or never.
     */
    private static void requireWelcome(SSLSocket secure) throws IOException {
        secure.setSoTimeout((int) TO_OBJECT.toMillis());
        try {
            if (secure.getInputStream().read() < 0) {
                throw new IOException("it ended the connection at once");
            }
        } catch (SocketTimeoutException noObjection) {
            return;
        }
    }

    private static SSLContext systems() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }
}
