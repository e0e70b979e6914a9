package org.curbline.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.curbline.agent.check.AccessRequest.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets as RFC 5997 (section 6.1) and RFC 2865 (section 7.1) have them, and what becomes of others. */
class AccessRequestTest {
    private static final AuthenticationServer SERVER = new AuthenticationServer("192.0.2.3", 1812);
    private static final byte ID = (byte) 0xDA;
    private static final String ACCEPT = "02da0014ef0d552a4bf2d693ec2b6fe8b5411d66";

    private final AccessRequest status = request(null, null, ID, "8a54f4686fb394c52866e302185d0623");

    @Test
    void statusServerIsSignedAsTheStandardHasIt() {
        assertEquals(
                "0cda0026" + "8a54f4686fb394c52866e302185d0623" + "5012" + "5a665e2e1e8411f3e243822097c84fa3",
                HexFormat.of().formatHex(status.bytes()));
    }

    @Test
    void passwordIsHiddenAsTheStandardHasItAndTheSignatureComesFirst() {
        AccessRequest nemo = request("nemo", "arctangent", (byte) 0, "0f403f9473978057bd83d5cb98f4227a");
        String packet = HexFormat.of().formatHex(nemo.bytes());
        assertEquals("0100" + "004e" + "0f403f9473978057bd83d5cb98f4227a" + "5012", packet.substring(0, 44));
        assertEquals(
                "01066e656d6f" + "02120dbe708d93d413ce3196e43f782a0aee" + "2010" + "637572626c696e652d6167656e74",
                packet.substring(76));
    }

    @Test
    void longPasswordIsHiddenBlockByBlock() {
        AccessRequest request = request("n", "p".repeat(17), (byte) 0, "0f403f9473978057bd83d5cb98f4227a");
        assertEquals(20 + 18 + 3 + 2 + 32 + 16, request.bytes().length);
    }

    @Test
    void longestUserAndPasswordThatSettingsAllowFit() {
        AccessRequest request = request("u".repeat(253), "p".repeat(128), (byte) 0, "0f403f9473978057bd83d5cb98f4227a");
        byte[] bytes = request.bytes();
        assertEquals(20 + 18 + 255 + 130 + 16, bytes.length);
        assertEquals("01ff75", HexFormat.of().formatHex(bytes, 38, 41));
    }

    /** The standard's own answer has no signature: it could be forged, and is not believed. */
    @ParameterizedTest
    @CsvSource({
        ACCEPT + ", UNSIGNED",
        "02db0014ef0d552a4bf2d693ec2b6fe8b5411d66, NONE",
        "02da0014ef0d552a4bf2d693ec2b6fe8b5411d67, FORGED",
        "03da0014ef0d552a4bf2d693ec2b6fe8b5411d66, FORGED",
        "02da0015ef0d552a4bf2d693ec2b6fe8b5411d66, NONE",
        "02da0013ef0d552a4bf2d693ec2b6fe8b5411d66, NONE",
        "02da, NONE",
    })
    void answerIsBelievedIfItIsSignedAlone(String answer, Answer expected) {
        byte[] bytes = HexFormat.of().parseHex(answer);
        assertEquals(expected, status.answer(bytes, bytes.length));
    }

    private static AccessRequest request(
            @Nullable String user, @Nullable String password, byte id, String authenticator) {
        return new AccessRequest(
                new Login(SERVER, "xyzzy5461", user, password),
                id,
                HexFormat.of().parseHex(authenticator));
    }
}
