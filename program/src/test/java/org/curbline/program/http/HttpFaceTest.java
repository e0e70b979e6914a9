package org.curbline.program.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFaceTest {
    private static final String ONE = "org/curbline/program/http/one.json";
    private static final String CHOOSING = "org/curbline/program/http/choosing.json";
    private static final String TWO = "org/curbline/program/http/two.json";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Handler<RoutingContext>> one = Map.of(
            "thing", HttpFaceTest::echo,
            "failing",
                    context -> {
                        throw new IllegalStateException("the secret of the house");
                    },
            "taking", context -> context.json(context.body().asJsonObject()));
    private final Map<String, Handler<RoutingContext>> choosing =
            Map.of("choosing", context -> context.json(context.body().asJsonObject()));
    private final Map<String, Handler<RoutingContext>> two = Map.of(
            "importing", context -> context.end(context.body().asString()),
            "others", context -> context.json(new JsonObject().put("weight", 1)),
            "taken", context -> context.fail(Problem.unavailable("It is away.").asException()));

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void handsDeclaredParametersToTheHandler() {
        HttpResponse<String> answer =
                get(listen(face().api(ONE, one)), "/api/v1/things/abc?from=x&kind=a&kind=b&limit=7");

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(
                new JsonObject()
                        .put("id", "abc")
                        .put("from", "x")
                        .put("limit", 7L)
                        .put("kind", new JsonArray(List.of("a", "b"))),
                new JsonObject(answer.body()));
    }

    @Test
    void whatIsBeingAnsweredIsAnsweredBeforeItEnds() throws Exception {
        CompletableFuture<RoutingContext> asked = new CompletableFuture<>();
        HttpFace face = listen(face().api(
                        TWO,
                        Map.of(
                                "importing",
                                HttpFaceTest::echo,
                                "others",
                                asked::complete,
                                "taken",
                                HttpFaceTest::echo)));
        get(face, "/health/live"); // leaves an idle connection behind
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request(face, "/api/v1/others").build(), BodyHandlers.ofString());
        RoutingContext waiting = asked.get(30, TimeUnit.SECONDS);

        Future<Void> finished = face.finish(Duration.ofMinutes(5));
        assertFalse(finished.isComplete());
        waiting.vertx().runOnContext(now -> waiting.json(new JsonObject().put("weight", 1)));

        assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
        await(finished);
    }

    @Test
    void queryIsDecodedOnce() {
        HttpFace face = listen(face().api(ONE, one));

        assertEquals(
                "1+1 = 2 & 100%25",
                new JsonObject(get(face, "/api/v1/things/abc?from=1%2B1+%3D%202%20%26%20100%2525&kind=a")
                                .body())
                        .getString("from"));
    }

    @ParameterizedTest(name = "{0} is answered with {1} naming {2}")
    @CsvSource({
        "/api/v1/things/abc?from=x&limit=11, 400, limit",
        "/api/v1/things/abc?from=x&limit=many, 400, limit",
        "/api/v1/things/abc?from=x&limit=1&limit=2, 400, limit",
        "/api/v1/things/abc?from=x&kind=c, 400, kind",
        "/api/v1/things/abc?from=x&kind=a&kind=c, 400, kind",
        "/api/v1/things/abc, 400, from",
        "/api/v1/things/ABC?from=x, 400, id",
        "/api/v1/things/abc?from=x&limt=3, 400, limt",
        "/api/v1/things/abc?from=x&from=y, 400, from",
        "/api/v1/failing?any=1, 400, any",
    })
    void answersParametersThatDoNotFitWithTheirName(String path, int status, String parameter) {
        HttpResponse<String> answer = get(listen(face().api(ONE, one)), path);

        JsonObject problem = problem(answer, status);
        assertEquals(parameter, problem.getString("parameter"), answer.body());
        assertTrue(problem.getString("detail").contains(parameter), answer.body());
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name | The body must have name, and has not.",
                "{\"name\": \"a\", \"word\": 3} | word | word must be of type string.",
                "{\"name\": \"a\", \"colour\": \"pink\"} | colour | colour must be one of red, green.",
                "{\"name\": \"a\", \"colours\": [\"red\", \"pink\"]} | colours | colours must be one of red, green.",
                "{\"name\": \"a\", \"word\": \"\"} | word | word must not be empty.",
                "{\"name\": \"a\", \"word\": \"toolong\"} | word | word must have at most 5 characters.",
                "{\"name\": \"a\", \"count\": 0} | count | count must be at least 1.",
                "{\"name\": \"a\", \"count\": 10} | count | count must be at most 9.",
                "{\"name\": \"a\", \"colours\": [\"red\", \"red\", \"red\"]} | colours | colours must have at most 2 of them.",
                "{\"name\": \"a\", \"typo\": 1} | typo | There is no field typo here.",
                "{\"name\": \"a\", \"inner\": {\"word\": \"\"}} | inner.word | inner.word must not be empty.",
            })
    void answersABodyThatDoesNotFitWithTheFieldAndWhatItShouldBe(String body, String field, String sentence) {
        JsonObject problem = problem(post(listen(face().api(CHOOSING, choosing)), "/api/v1/choosing", body), 400);
        assertEquals(field, problem.getString("parameter"));
        assertEquals(sentence, problem.getString("detail"));
    }

    @Test
    void aFormWhereJsonIsMeantIsAnUnsupportedMediaType() {
        HttpFace face = listen(face().api(CHOOSING, choosing));
        problem(
                send(request(face, "/api/v1/choosing")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("name=a"))),
                415);
    }

    @Test
    void whatAnswersGetAnswersHeadWithTheSameHeadersAndNoBody() {
        HttpFace face = listen(
                face().api(ONE, one).pages("org/curbline/program/http/pages").page("/things/:id", "/index.html"));
        for (String path : List.of(
                "/api/v1/things/abc?from=x",
                "/api/v1/things/abc",
                "/openapi.json",
                "/health/live",
                "/",
                "/things/one")) {
            HttpResponse<String> got = get(face, path);
            HttpResponse<String> head = send(request(face, path).method("HEAD", BodyPublishers.noBody()));
            assertEquals(got.statusCode(), head.statusCode(), path);
            assertEquals("", head.body(), path);
            for (String name : List.of("content-type", "content-security-policy", "x-content-type-options")) {
                assertTrue(got.headers().firstValue(name).isPresent(), path + " has no " + name);
                assertEquals(got.headers().firstValue(name), head.headers().firstValue(name), path);
            }
        }
        assertEquals(
                404,
                send(request(face, "/nothing").method("HEAD", BodyPublishers.noBody()))
                        .statusCode());
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        HttpFace face = listen(face().api(ONE, one));
        HttpResponse<String> posted =
                send(request(face, "/api/v1/things/abc?from=x").POST(BodyPublishers.ofString("")));
        assertEquals(
                "/api/v1/things/abc does not answer POST, but GET, HEAD.",
                problem(posted, 405).getString("detail"));
        assertEquals(List.of("GET, HEAD"), posted.headers().allValues("allow"));
        assertEquals(List.of("POST"), get(face, "/api/v1/taking").headers().allValues("allow"));
        HttpResponse<String> health = send(request(face, "/health/live").DELETE());
        assertEquals(List.of("GET, HEAD"), health.headers().allValues("allow"));
    }

    @Test
    void unknownPathIsNotFound() {
        assertEquals(
                "There is nothing at /api/v1/nothing.",
                problem(get(listen(face().api(ONE, one)), "/api/v1/nothing"), 404)
                        .getString("detail"));
        assertNull(problem(get(listen(face()), "/nothing"), 404).getString("parameter"));
        problem(get(listen(face().pages("org/curbline/program/http/pages")), "/nothing.html"), 404);
    }

    @Test
    void pageAboutOneOfManyIsServedAtTheAddressOfEach() {
        HttpFace face = listen(face().pages("org/curbline/program/http/pages").page("/things/:id", "/index.html"));

        String page = get(face, "/").body();
        assertEquals(page, get(face, "/things/one").body());
        assertEquals(page, get(face, "/things/two?as=it").body());
        problem(get(face, "/things/one/more"), 404);
    }

    @Test
    void methodThatIsNotServedIsRefusedAsSuch() {
        HttpFace face = listen(face().api(ONE, one).pages("org/curbline/program/http/pages"));

        problem(send(request(face, "/api/v1/failing").DELETE()), 405);
        problem(send(request(face, "/health/live").DELETE()), 405);
    }

    @Test
    void internalErrorsKeepTheirInternals() {
        HttpResponse<String> answer = get(listen(face().api(ONE, one)), "/api/v1/failing");

        problem(answer, 500);
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @Test
    void bodiesAreCheckedAndBounded() {
        HttpFace face = listen(face().api(ONE, one).bodyLimit(100));

        assertEquals(
                200, post(face, "{\"name\":\"x\",\"part\":{\"weight\":0.5}}").statusCode());
        assertEquals(200, post(face, "{\"name\":null}").statusCode());
        problem(post(face, "{\"name\":1}"), 400);
        problem(post(face, "{\"name\":\"x\",\"part\":{\"weight\":0}}"), 400);
        problem(post(face, "{\"name\":"), 400);
        problem(post(face, "{\"name\":\"" + "x".repeat(100) + "\"}"), 413);
    }

    @Test
    void bodiesThatAreNotJsonReachTheirHandlerWhole() {
        HttpFace face = listen(face().api(TWO, two));
        String csv = "a,b\n1,2\n";

        HttpRequest.Builder importing = request(face, "/api/v1/others").POST(BodyPublishers.ofString(csv));
        assertEquals(
                csv,
                send(importing.copy().header("Content-Type", "text/csv; charset=utf-8"))
                        .body());
        problem(send(importing.copy().header("Content-Type", "application/xml")), 415);
        problem(send(request(face, "/api/v1/others").POST(BodyPublishers.noBody())), 400);
    }

    @Test
    void documentsAreMergedAndServed() {
        HttpFace face = listen(face().api(TWO, two).api(ONE, one));

        JsonObject document = new JsonObject(get(face, "/openapi.json").body());
        assertEquals("3.1.0", document.getString("openapi"));
        assertEquals(4, document.getJsonObject("paths").size());
        assertEquals(
                2,
                document.getJsonObject("paths").getJsonObject("/api/v1/taking").size());
        assertEquals(2, document.getJsonArray("tags").size());
        JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
        assertEquals(java.util.Set.of("Thing", "Part", "Problem"), schemas.fieldNames());
        assertEquals(200, get(face, "/api/v1/others").statusCode());
        assertEquals("It is away.", problem(get(face, "/api/v1/taking"), 503).getString("detail"));
    }

    @Test
    void documentsThatContradictEachOtherAreRefused() {
        assertTrue(refusal(face().api(ONE, one).api("org/curbline/program/http/conflicting.json", Map.of()))
                .contains("defines Part differently"));
    }

    @Test
    void operationsAndHandlersMustBeTheSame() {
        assertTrue(refusal(face().api(ONE, Map.of("thing", HttpFaceTest::echo))).contains("[failing, taking]"));
        assertTrue(refusal(face().api(ONE, one).api(TWO, two).api(TWO, Map.of("extra", HttpFaceTest::echo)))
                .contains("[extra]"));
    }

    @Test
    void metricsAreReadAfterTheHookAndOneScrapeAtATime() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AtomicInteger inHook = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger gauge = new AtomicInteger();
        registry.gauge("agreed", gauge);
        HttpFace face = listen(face().metrics(registry, () -> {
            most.accumulateAndGet(inHook.incrementAndGet(), Math::max);
            Promise<Void> agreed = Promise.promise();
            vertx.setTimer(20, timer -> {
                gauge.incrementAndGet();
                inHook.decrementAndGet();
                agreed.complete();
            });
            return agreed.future();
        }));

        List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            scrapes.add(client.sendAsync(request(face, "/metrics").build(), BodyHandlers.ofString()));
        }
        CompletableFuture.allOf(scrapes.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        assertEquals(1, most.get());
        List<String> values = scrapes.stream()
                .map(scrape -> scrape.join().body())
                .flatMap(String::lines)
                .filter(line -> line.startsWith("agreed "))
                .sorted()
                .toList();
        assertEquals(List.of("agreed 1.0", "agreed 2.0", "agreed 3.0", "agreed 4.0", "agreed 5.0"), values);
    }

    @Test
    void metricsSurviveAHookThatFails() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AtomicInteger calls = new AtomicInteger();
        HttpFace face = listen(face().metrics(
                        registry,
                        () -> calls.incrementAndGet() == 1
                                ? Future.failedFuture(new IllegalStateException("not now"))
                                : Future.succeededFuture()));

        problem(get(face, "/metrics"), 500);
        assertEquals(200, get(face, "/metrics").statusCode());
    }

    @Test
    void readinessNamesTheReasons() {
        AtomicReference<Optional<String>> store = new AtomicReference<>(Optional.of("The store is away"));
        HttpFace face = listen(face().readiness("store", store::get).readiness("other", Optional::empty));

        HttpResponse<String> notReady = get(face, "/health/ready");
        assertEquals(503, notReady.statusCode());
        assertEquals(
                new JsonObject()
                        .put("status", "DOWN")
                        .put("reasons", new JsonObject().put("store", "The store is away")),
                new JsonObject(notReady.body()));
        assertEquals(200, get(face, "/health/live").statusCode());
        store.set(Optional.empty());
        assertEquals(200, get(face, "/health/ready").statusCode());
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        HttpFace face = listen(face().api(ONE, one)
                .pages("org/curbline/program/http/pages")
                .document("/asyncapi.yaml", "application/yaml", "asyncapi: 3.0.0".getBytes(StandardCharsets.UTF_8)));

        for (String path : List.of("/", "/nothing", "/openapi.json", "/asyncapi.yaml", "/api/v1/failing")) {
            HttpResponse<String> answer = get(face, path);
            String policy =
                    answer.headers().firstValue("content-security-policy").orElse("");
            assertTrue(policy.contains("default-src 'self'"), path);
            assertTrue(policy.contains("frame-ancestors 'self'"), path);
            assertEquals(
                    "nosniff",
                    answer.headers().firstValue("x-content-type-options").orElse(""),
                    path);
            assertEquals(
                    "no-referrer",
                    answer.headers().firstValue("referrer-policy").orElse(""),
                    path);
        }
        assertTrue(get(face, "/").body().contains("Hello"));
        assertEquals("asyncapi: 3.0.0", get(face, "/asyncapi.yaml").body());
    }

    @Test
    void picturesMayComeFromOneOtherOriginIfThatIsSaid() {
        String policy = "content-security-policy";
        HttpFace plain = listen(face().api(ONE, one).imagesFrom(""));
        assertFalse(get(plain, "/").headers().firstValue(policy).orElse("").contains("img-src"));
        HttpFace pictured = listen(face().api(ONE, one).imagesFrom("https://tiles.example:8443"));
        assertTrue(get(pictured, "/")
                .headers()
                .firstValue(policy)
                .orElse("")
                .endsWith("; img-src 'self' https://tiles.example:8443"));
    }

    @Test
    void whoeverOffersToGoOverToAnotherVersionGetsTheWholeAnswer() {
        String much = "a line that is not the same as others: %d%n".repeat(10_000);
        HttpFace face = listen(face().api(ONE, one)
                .document("/asyncapi.yaml", "application/yaml", much.getBytes(StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + "/asyncapi.yaml"))
                .timeout(Duration.ofSeconds(60))
                .build();

        for (int i = 0; i < 30; i++) {
            String answer = HttpClient.newHttpClient() // each offers HTTP/2 with its first request
                    .sendAsync(request, BodyHandlers.ofString())
                    .join()
                    .body();
            assertEquals(much, answer);
        }
    }

    @Test
    void taggedAnswerIsNotSentAgainWhileItIsTheSame() {
        AtomicReference<String> text = new AtomicReference<>("{\"n\":1}");
        HttpFace face = listen(face().api(
                        ONE,
                        Map.of(
                                "thing", HttpFaceTest::echo,
                                "failing",
                                        context -> TaggedAnswer.of("application/json", String.valueOf(text.get()))
                                                .send(context),
                                "taking", HttpFaceTest::echo)));

        HttpResponse<String> first = get(face, "/api/v1/failing");
        assertEquals(200, first.statusCode());
        assertEquals("{\"n\":1}", first.body());
        assertEquals("no-cache", first.headers().firstValue("cache-control").orElse(""));
        String tag = first.headers().firstValue("etag").orElse("");
        assertTrue(tag.startsWith("W/\""), tag);

        HttpResponse<String> same = send(request(face, "/api/v1/failing")
                .header("If-None-Match", tag)
                .header("Cache-Control", "max-age=5")); // as the page asks
        assertEquals(304, same.statusCode());
        assertEquals("", same.body());
        assertEquals(tag, same.headers().firstValue("etag").orElse(""));

        text.set("{\"n\":2}");
        HttpResponse<String> other = send(request(face, "/api/v1/failing").header("If-None-Match", tag));
        assertEquals(200, other.statusCode());
        assertEquals("{\"n\":2}", other.body());
    }

    @Test
    void placeWithoutAddressIsSaidInASentence() {
        assertEquals(
                "Nothing can listen on nowhere.invalid:1: the name has no address.",
                failure(face().listen("nowhere.invalid", 1)).getMessage());
    }

    @Test
    void takenPortIsSaidInASentence() {
        HttpFace first = listen(face());

        Throwable failure = failure(face().listen("127.0.0.1", first.port()));

        assertEquals(CannotListenException.class, failure.getClass());
        assertEquals(
                "Port " + first.port() + " is taken: another program listens on 127.0.0.1:" + first.port() + ".",
                failure.getMessage());
    }

    @Test
    void closingTwiceIsFine() {
        HttpFace face = listen(face());

        await(face.close());
        await(face.close());
    }

    private static void echo(RoutingContext context) {
        Parameters given = Parameters.of(context);
        context.json(new JsonObject()
                .put("id", given.text("id").orElse(""))
                .put("from", given.text("from").orElse(""))
                .put("limit", given.whole("limit").orElse(0L))
                .put("kind", new JsonArray(given.texts("kind"))));
    }

    private HttpFace.Builder face() {
        return HttpFace.builder(vertx);
    }

    private static HttpFace listen(HttpFace.Builder builder) {
        return await(builder.listen("127.0.0.1", 0));
    }

    private String refusal(HttpFace.Builder builder) {
        return String.valueOf(failure(builder.listen("127.0.0.1", 0)).getMessage());
    }

    private static Throwable failure(Future<?> future) {
        return await(future.map(value -> (Throwable) new AssertionError("It did not fail"))
                .otherwise(failure -> failure));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private HttpResponse<String> get(HttpFace face, String path) {
        return send(request(face, path));
    }

    private HttpResponse<String> post(HttpFace face, String body) {
        return post(face, "/api/v1/taking", body);
    }

    private HttpResponse<String> post(HttpFace face, String path, String body) {
        return send(
                request(face, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static HttpRequest.Builder request(HttpFace face, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path));
    }

    private static JsonObject problem(HttpResponse<String> answer, int status) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                Problem.CONTENT_TYPE,
                answer.headers().firstValue("content-type").orElse(""),
                answer.body());
        JsonObject problem = new JsonObject(answer.body());
        assertEquals(status, problem.getInteger("status"));
        return problem;
    }
}
