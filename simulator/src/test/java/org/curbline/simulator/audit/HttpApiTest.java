package org.curbline.simulator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;

class HttpApiTest {
    @Test
    void whyNobodyCanBeAskedIsSaidInWords() throws Exception {
        int port = FreePort.find();
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
