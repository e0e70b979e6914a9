package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpApiTest {
    @Test
    void whyNobodyCanBeAskedIsSaidInWords() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        assertEquals(
                "http://127.0.0.1:" + port + "/x cannot be asked: nobody listens there",
                failure("http://127.0.0.1:" + port));
        assertEquals(
                "http://nowhere.invalid/x cannot be asked: its name has no address", failure("http://nowhere.invalid"));
    }

    private static String failure(String base) {
        HttpApi api = new HttpApi(URI.create(base), Duration.ofMillis(1));
        return String.valueOf(
                assertThrows(IOException.class, () -> api.get("/x")).getMessage());
    }
}
