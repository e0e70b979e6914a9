package org.curbline.program.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassPathPagesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private final HttpFace face = HttpFace.builder(vertx)
            .pages("org/curbline/program/http/pages")
            .listen("127.0.0.1", 0)
            .await();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=UTF-8",
        "/index.html, text/html;charset=UTF-8",
        "/inner/page.css, text/css;charset=UTF-8"
    })
    void comeWithTheirTypeAndNotTwice(String path, String type) throws Exception {
        for (int i = 0; i < 2; i++) { // from the class path, and from memory
            HttpResponse<String> page = send(request(path));
            assertEquals(200, page.statusCode());
            assertEquals(type, header(page, "content-type"));
            assertEquals("no-cache", header(page, "cache-control"));
            HttpResponse<String> again = send(request(path).header("If-None-Match", header(page, "etag")));
            assertEquals(304, again.statusCode());
        }
    }

    @Test
    void haveHeadersOfTheirOwn() throws Exception {
        HttpResponse<String> head = send(request("/").method("HEAD", BodyPublishers.noBody()));
        assertEquals(header(send(request("/")), "etag"), header(head, "etag"));
        assertEquals("", head.body());
    }

    /** The folder's neighbour {@code one.json} is there; a folder would be read as a list of what is in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../one.json",
                "/%2e%2e/one.json",
                "/..%2fone.json",
                "/inner",
                "/inner/",
                "/index.html/",
                "/none.html"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertEquals(404, send(request(path)).statusCode());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
