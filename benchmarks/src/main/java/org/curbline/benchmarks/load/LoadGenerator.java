package org.curbline.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.curbline.benchmarks.process.MeasuredProcess;

/**
 * The load generator's process. It is told on standard input what to do and answers each line with one line:
 *
 * <pre>
 * connect PORT FIRST CONNECTIONS IN_FLIGHT EVENTS_PER_MESSAGE    -> connected
 * report                                                   -> a {@link LoadResult}; every kiosk says once how it is
 * disconnect                                               -> disconnected
 * flat MESSAGES SECONDS_AT_MOST                            -> a {@link LoadResult}
 * paced WIFI_PER_SECOND STATUS_PER_SECOND SECONDS          -> a {@link LoadResult}
 * </pre>
 */
public final class LoadGenerator {
    private LoadGenerator() {}

    public static void main(String[] args) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Fleet fleet = null;
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("connect")) {
                fleet = Fleet.connect(
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]),
                        Integer.parseInt(words[4]),
                        Integer.parseInt(words[5]));
                System.out.println(MeasuredProcess.ANSWER + "connected");
            } else if (fleet != null && words[0].equals("disconnect")) {
                fleet.disconnect();
                System.out.println(MeasuredProcess.ANSWER + "disconnected");
            } else if (fleet != null) {
                System.out.println(MeasuredProcess.ANSWER + load(fleet, words));
            }
        }
    }

    private static String load(Fleet fleet, String[] words) throws IOException {
        return switch (words[0]) {
            case "flat" -> fleet.flat(Long.parseLong(words[1]), Duration.ofSeconds(Long.parseLong(words[2])));
            case "report" -> fleet.report();
            case "paced" ->
                fleet.paced(
                        Double.parseDouble(words[1]),
                        Double.parseDouble(words[2]),
                        Duration.ofSeconds(Long.parseLong(words[3])));
            default -> throw new IllegalArgumentException("Not a request: " + words[0]);
        };
    }
}
