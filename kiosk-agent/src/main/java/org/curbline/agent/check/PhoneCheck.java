package org.curbline.agent.check;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.protocol.Service;

/**
 * Whether whoever keeps the phone's registration answers for it: OPTIONS over UDP, RFC 3261 section 11, said again as
 * section 17.1.2 has it.
 */
final class PhoneCheck implements ServiceCheck {
    private static final int SIP_PORT = 5060;
    private static final int[] PATIENCE_MILLIS = {500, 1_000, 2_000};
    private static final Pattern STATUS = Pattern.compile("SIP/2\\.0 (\\d{3}) .*", Pattern.DOTALL);

    private final SipAddress phone;
    private final RandomGenerator random;

    PhoneCheck(SipAddress phone, RandomGenerator random) {
        this.phone = phone;
        this.random = random;
    }

    @Override
    public Service service() {
        return Service.CALL;
    }

    @Override
    public Verdict look() {
        try (DatagramSocket socket = new DatagramSocket()) {
            URI where = phone.where();
            socket.connect(new InetSocketAddress(
                    InetAddress.getByName(where.getHost()), where.getPort() < 0 ? SIP_PORT : where.getPort()));
            String call = Long.toHexString(random.nextLong());
            byte[] request = options(socket, call).getBytes(StandardCharsets.US_ASCII);
            for (int patience : PATIENCE_MILLIS) {
                socket.send(new DatagramPacket(request, request.length));
                socket.setSoTimeout(patience);
                int status = answer(socket, call);
                if (status > 0) {
                    return verdict(status);
                }
            }
            return Verdict.down("no-answer");
        } catch (IOException e) {
            return Verdict.down("sip-unreachable");
        }
    }

    /** Not a provisional answer, nor one to somebody else; 0 if none comes in time. */
    private static int answer(DatagramSocket socket, String call) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        while (true) {
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException none) {
                return 0;
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
            Matcher status = STATUS.matcher(text);
            if (status.matches() && !status.group(1).startsWith("1") && text.contains(call)) {
                return Integer.parseInt(status.group(1));
            }
        }
    }

    private String options(DatagramSocket socket, String call) {
        String self = socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
        return String.join(
                "\r\n",
                "OPTIONS " + phone + " SIP/2.0",
                "Via: SIP/2.0/UDP " + self + ";rport;branch=z9hG4bK" + call,
                "Max-Forwards: 70",
                "From: <" + phone + ">;tag=" + call,
                "To: <" + phone + ">",
                "Call-ID: " + call + "@" + socket.getLocalAddress().getHostAddress(),
                "CSeq: 1 OPTIONS",
                "Accept: application/sdp",
                "Content-Length: 0",
                "",
                "");
    }

    private static Verdict verdict(int status) {
        return switch (status) {
            case 404, 408, 410, 480, 604 -> Verdict.down("not-registered");
            default ->
                status < 300
                        ? Verdict.UP
                        : status >= 500 ? Verdict.down("sip-" + status) : Verdict.degraded("sip-" + status);
        };
    }
}
