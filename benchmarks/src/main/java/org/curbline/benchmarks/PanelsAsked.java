package org.curbline.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/** Asks a program for what the pages ask it. One thread. */
final class PanelsAsked {
    /** What an answer without anything in it has: rows, kiosks, features, a service's history. */
    private static final Pattern NOTHING = Pattern.compile("\"(?:rows|kiosks|features|wifi)\":\\[\\]");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    PanelsAsked(int port) {
        this.port = port;
    }

    /** Returns how many nanoseconds it took. */
    long ask(String address) throws IOException, InterruptedException {
        long start = System.nanoTime();
        get(address);
        return System.nanoTime() - start;
    }

    /**
     * Whether there is nothing in the answer, so that how long it takes is no measure: a district has hours without a
     * call.
     */
    boolean hasNothing(String address) throws IOException, InterruptedException {
        String answer = get(address);
        if (address.startsWith("/api/v1/completeness?")) {
            return answer.contains("\"kiosks\":0,");
        }
        if (address.startsWith("/api/v1/availability") && !answer.contains("\"availability\":")) {
            return true;
        }
        boolean devices = answer.contains("\"uniqueClients\":") || answer.contains("\"clientWeeks\":");
        return (address.contains("measure=uniqueClients") && !devices)
                || NOTHING.matcher(answer).find();
    }

    /** What a metric without labels says; NaN if it is not there. */
    double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    String get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + address))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(address + " is answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
