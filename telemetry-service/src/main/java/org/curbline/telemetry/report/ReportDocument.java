package org.curbline.telemetry.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One HTML document with its style in it, made of sections of tables and bars. Whatever it is told becomes text. */
public final class ReportDocument {
    private static final String STYLE = read("report.css");

    /** What lets a browser take the style and nothing else. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'sha256-" + digest(STYLE) + "'; base-uri 'none'; form-action 'none'";

    private static final double WIDTH = 720;
    private static final double HEIGHT = 110;
    private static final double ROOM_BELOW = 20;
    private static final double GAP = 0.28;

    private final StringBuilder html = new StringBuilder(32_000);

    /** @param links HTML made by this class; empty for none */
    ReportDocument(String title, String links) {
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(text(title))
                .append("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n")
                .append(links)
                .append("<main>\n<h1>")
                .append(text(title))
                .append("</h1>\n");
    }

    void lead(String words) {
        html.append("<p class=\"lead\">").append(text(words)).append("</p>\n");
    }

    /** Likewise, with a moment in it that programs can read, too. */
    void lead(String before, Instant moment, String shown, String after) {
        html.append("<p class=\"lead\">")
                .append(text(before))
                .append("<time datetime=\"")
                .append(moment)
                .append("\">")
                .append(text(shown))
                .append("</time>")
                .append(text(after))
                .append("</p>\n");
    }

    /** @param content HTML made by this class */
    void section(String title, String content) {
        html.append("<section tabindex=\"0\" aria-label=\"") // on a phone it scrolls sideways
                .append(text(title))
                .append("\">\n<h2>")
                .append(text(title))
                .append("</h2>\n")
                .append(content)
                .append("</section>\n");
    }

    String html() {
        return html + "</main>\n</body>\n</html>\n";
    }

    /**
     * Ways to elsewhere.
     *
     * @param links words by address, in their order
     */
    static String links(String says, Map<String, String> links) {
        StringBuilder nav =
                new StringBuilder("<nav aria-label=\"").append(text(says)).append("\">");
        links.forEach((address, words) -> nav.append("<a href=\"")
                .append(text(address))
                .append("\">")
                .append(text(words))
                .append("</a>\n"));
        return nav.append("</nav>\n").toString();
    }

    static String note(String words) {
        return "<p class=\"note\">" + text(words) + "</p>\n";
    }

    /** The first cell of each row is its head; what is a number stands at the right. */
    static String table(List<String> head, List<List<String>> rows) {
        StringBuilder table = new StringBuilder("<table>\n<thead><tr>");
        head.forEach(
                cell -> table.append("<th scope=\"col\">").append(text(cell)).append("</th>"));
        table.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            table.append("<tr><th scope=\"row\">").append(text(row.get(0))).append("</th>");
            row.subList(1, row.size())
                    .forEach(cell -> table.append("<td>").append(text(cell)).append("</td>"));
            table.append("</tr>\n");
        }
        return table.append("</tbody>\n</table>\n").toString();
    }

    /** Bars from nothing up, and dashes for what is not known. */
    static String bars(List<Bar> bars, String says) {
        double most = bars.stream()
                .mapToDouble(Bar::value)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
        return picture(bars, most == 0 ? 1 : most, 0, says);
    }

    /**
     * Shares of one, with a line.
     *
     * @param line at what share
     */
    static String shares(List<Bar> bars, double line, String says) {
        return picture(bars, 1, line, says);
    }

    private static String picture(List<Bar> bars, double top, double line, String says) {
        StringBuilder svg = new StringBuilder("<figure><svg role=\"img\" aria-label=\"")
                .append(text(says))
                .append(String.format(Locale.ROOT, "\" viewBox=\"0 0 %.0f %.0f\">", WIDTH, HEIGHT + ROOM_BELOW));
        double step = WIDTH / Math.max(1, bars.size());
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            if (Double.isNaN(bar.value)) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\"><title>%s</title>–</text>",
                        i * step + step / 2,
                        HEIGHT - 5,
                        text(bar.says)));
            }
            double height = Double.isNaN(bar.value) ? 0 : HEIGHT * bar.value / top;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"><title>%s</title></rect>"
                            + "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
                    i * step + step * GAP / 2,
                    HEIGHT - height,
                    step * (1 - GAP),
                    height,
                    text(bar.says),
                    i * step + step / 2,
                    HEIGHT + ROOM_BELOW - 5,
                    text(bar.label)));
        }
        if (line > 0) {
            double y = HEIGHT * (1 - line / top);
            svg.append(String.format(Locale.ROOT, "<line x1=\"0\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\"/>", y, WIDTH, y));
        }
        return svg.append("</svg><figcaption>")
                .append(text(says))
                .append(line > 0 ? "; the line is the target" : "")
                .append("</figcaption></figure>\n")
                .toString();
    }

    private static String text(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String read(String name) {
        try (InputStream file = Objects.requireNonNull(ReportDocument.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The report's style cannot be read", e);
        }
    }

    private static String digest(String style) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(sha256.digest(style.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * One of some.
     *
     * @param label below it
     * @param says in words
     * @param value NaN if it is not known
     */
    record Bar(String label, String says, double value) {}
}
