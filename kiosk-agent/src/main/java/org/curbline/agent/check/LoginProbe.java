package org.curbline.agent.check;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import org.curbline.agent.check.AccessRequest.Answer;
import org.curbline.agent.radius.RadiusPacket;

/** Tries whether the WiFi's authentication server lets the test's user in. Blocks for some seconds at most. */
final class LoginProbe {
    /** People are let in, and by an answer that can be forged. */
    static final String UNSIGNED = "login-unsigned";

    /** Servers let who is rejected wait, for a second as a rule. */
    private static final int[] PATIENCE_MILLIS = {1_000, 2_000, 3_000};

    private final Login login;
    private final SecureRandom random = new SecureRandom();

    LoginProbe(Login login) {
        this.login = login;
    }

    /** Why it does not, as a code; empty if it does. */
    String failure() {
        byte[] authenticator = new byte[RadiusPacket.AUTHENTICATOR_BYTES];
        random.nextBytes(authenticator);
        AccessRequest request = new AccessRequest(login, (byte) random.nextInt(1 << 8), authenticator);
        Answer heard = Answer.NONE;
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress server = InetAddress.getByName(login.server().host());
            socket.connect(new InetSocketAddress(server, login.server().port()));
            for (int patience : PATIENCE_MILLIS) {
                byte[] bytes = request.bytes();
                socket.send(new DatagramPacket(bytes, bytes.length));
                Answer answer = answer(socket, request, Duration.ofMillis(patience));
                heard = answer == Answer.NONE ? heard : answer;
                if (isLast(answer)) {
                    break;
                }
            }
        } catch (UnknownHostException e) {
            return "login-name-unknown";
        } catch (PortUnreachableException e) {
            return "login-refused";
        } catch (IOException e) {
            return "login-unreachable";
        }
        return reason(heard);
    }

    /** Not what anybody can say: the server's own may come yet. */
    private static boolean isLast(Answer answer) {
        return switch (answer) {
            case ACCEPTED, REJECTED, CHALLENGED, UNSIGNED -> true;
            case FORGED, NONE -> false;
        };
    }

    private static Answer answer(DatagramSocket socket, AccessRequest request, Duration patience) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[RadiusPacket.LONGEST], RadiusPacket.LONGEST);
        long until = System.nanoTime() + patience.toNanos();
        Answer heard = Answer.NONE;
        for (long left = patience.toMillis(); left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            socket.setSoTimeout((int) left);
            packet.setLength(RadiusPacket.LONGEST);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException none) {
                return heard;
            }
            Answer answer = request.answer(packet.getData(), packet.getLength());
            heard = answer == Answer.NONE ? heard : answer;
            if (isLast(answer)) {
                return answer;
            }
        }
        return heard;
    }

    private static String reason(Answer answer) {
        return switch (answer) {
            case ACCEPTED -> "";
            case REJECTED -> "login-rejected";
            case CHALLENGED -> "login-challenged";
            case FORGED -> "login-wrong-secret";
            case UNSIGNED -> UNSIGNED;
            case NONE -> "login-no-answer";
        };
    }
}
