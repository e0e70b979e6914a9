package org.curbline.agent.check;

import java.nio.charset.StandardCharsets;
import org.curbline.agent.radius.RadiusAttributes;
import org.curbline.agent.radius.RadiusPacket;
import org.curbline.agent.radius.RadiusSecret;
import org.jspecify.annotations.Nullable;

/**
 * What a RADIUS server is asked, and what it may answer: Access-Request with a password (RFC 2865), or Status-Server
 * (RFC 5997). Both are signed (Message-Authenticator, RFC 3579), and so must an acceptance be: without that, somebody
 * in between can have made it of a rejection.
 */
final class AccessRequest {
    private static final int ACCESS_REQUEST = 1;
    private static final int ACCESS_ACCEPT = 2;
    private static final int ACCESS_REJECT = 3;
    private static final int ACCESS_CHALLENGE = 11;
    private static final int STATUS_SERVER = 12;

    private static final int USER_NAME = 1;
    private static final int USER_PASSWORD = 2;
    private static final int NAS_IDENTIFIER = 32;

    private final RadiusSecret secret;
    private final RadiusPacket packet;

    /**
     * @param id by which its answer is known
     * @param authenticator sixteen bytes that nobody can foresee
     */
    AccessRequest(Login login, byte id, byte[] authenticator) {
        this.secret = new RadiusSecret(login.secret());
        RadiusAttributes attributes = new RadiusAttributes();
        if (login.user() != null) {
            attributes
                    .put(USER_NAME, utf8(login.user()))
                    .put(USER_PASSWORD, secret.hidden(utf8(login.password()), authenticator))
                    .put(NAS_IDENTIFIER, utf8("curbline-agent"));
        }
        int code = login.user() == null ? STATUS_SERVER : ACCESS_REQUEST;
        this.packet = RadiusPacket.signed(code, id, authenticator, attributes, secret);
    }

    byte[] bytes() {
        return packet.bytes();
    }

    /** What an answer says, if it is one to this. */
    Answer answer(byte[] received, int size) {
        RadiusPacket answer = RadiusPacket.read(received, size);
        if (answer == null || !answer.isToId(packet)) {
            return Answer.NONE;
        }
        if (!answer.isAnswerTo(packet, secret)) {
            return Answer.FORGED;
        }
        return switch (answer.signature(packet, secret)) {
            case RIGHT -> said(answer);
            case FORGED -> Answer.FORGED;
            case NONE -> answer.code() == ACCESS_ACCEPT ? Answer.UNSIGNED : said(answer);
        };
    }

    private static Answer said(RadiusPacket answer) {
        return switch (answer.code()) {
            case ACCESS_ACCEPT -> Answer.ACCEPTED;
            case ACCESS_REJECT -> Answer.REJECTED;
            case ACCESS_CHALLENGE -> Answer.CHALLENGED;
            default -> Answer.NONE;
        };
    }

    private static byte[] utf8(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a packet says that came back. */
    enum Answer {
        ACCEPTED,
        REJECTED,
        /** Something else is wanted than a password. */
        CHALLENGED,
        /** Whoever made it does not know the secret. */
        FORGED,
        /** It accepts, and need not be what the server said. */
        UNSIGNED,
        /** It is no answer to this. */
        NONE
    }
}
