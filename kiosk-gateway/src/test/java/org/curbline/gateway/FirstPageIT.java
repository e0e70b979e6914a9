package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstPageIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void saysWhatThisIsAndWhereToLook(@TempDir Path folder) throws Exception {
        Map<String, String> settings = Map.of(
                "store.embedded.directory",
                folder.resolve("store").toString(),
                "registry.url",
                "jdbc:h2:file:" + folder.resolve("registry"));
        try (GatewayProcess gateway = new GatewayProcess("gateway", folder, settings)) {
            gateway.start().awaitReady();

            HttpResponse<String> page = get(gateway, "/");
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("The pages for people are the telemetry service's"), page.body());
            List<String> places = Pattern.compile("href=\"([^\"]+)\"")
                    .matcher(page.body())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertTrue(places.containsAll(List.of("/openapi.json", "/asyncapi.yaml", "/metrics", "/health/ready")));
            for (String place : places) {
                assertEquals(200, get(gateway, place).statusCode(), place);
            }
        }
    }

    private HttpResponse<String> get(GatewayProcess gateway, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.httpPort + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
