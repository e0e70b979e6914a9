package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.curbline.testservers.Executables;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * This machine's Chromium, without a window, driven by its own chromedriver; nothing is downloaded. Where there is none
 * the test is skipped, or fails if CURBLINE_REQUIRE_BROWSER is true. Test thread only.
 */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final String AXE_RUN =
            """
            const done = arguments[0];
            axe.run(document, { resultTypes: ['violations'] }).then(
              ({ violations }) => done(violations.map(({ id, help, nodes }) =>
                `${id}: ${help}: ${nodes.map(({ html, any }) => html + ' ' + any.map(({ message }) => message)).join('; ')}`)),
              (failure) => done(['axe failed: ' + failure]));
            """;

    private static final String PAINTED =
            """
            const canvas = document.querySelector(arguments[0]);
            const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            Object.assign(copy.canvas, { width: canvas.width, height: canvas.height });
            copy.fillStyle = getComputedStyle(canvas).getPropertyValue(arguments[1]);
            const wanted = copy.fillStyle.match(/\\w\\w/g).map((hex) => parseInt(hex, 16));
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) {
              n += data[i + 3] > 200 && wanted.every((part, j) => Math.abs(data[i + j] - part) < 12) ? 1 : 0;
            }
            return n;
            """;

    private static final String LOST = "net::ERR_NETWORK_CHANGED";
    private static final int OPENED_AT_MOST = 5;

    /**
     * They warn of each Chromium that is newer than Selenium: of its protocol it then knows no types, and no test uses
     * any. They are held here, as a logger that nobody holds is made anew with its usual level.
     */
    private static final List<Logger> WARN_OF_NEWER_BROWSERS = Stream.of(
                    "org.openqa.selenium.devtools.CdpVersionFinder", "org.openqa.selenium.chromium.ChromiumDriver")
            .map(Logger::getLogger)
            .toList();

    static {
        WARN_OF_NEWER_BROWSERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private final ChromeDriver driver;
    private final List<String> complaints = new ArrayList<>();

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    static Chromium start() {
        return start(List.of());
    }

    /** That of a reader of a language, such as {@code de-DE}. */
    static Chromium speaking(String language) {
        return start(List.of("--lang=" + language, "--accept-lang=" + language));
    }

    private static Chromium start(List<String> more) {
        Path browser = find("chromium");
        Path chromedriver = find("chromedriver");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless",
                "--no-sandbox", // containers have none to give, and only our own page is opened
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");
        options.addArguments(more);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .withTimeout(PATIENCE)
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return new Chromium(driver);
    }

    private static Path find(String program) {
        Optional<Path> found = Executables.find(program);
        if (found.isPresent()) {
            return found.get();
        }
        String reason = "No browser to test with: " + program
                + " is not on the path (Debian: apt install chromium chromium-driver)";
        if (Boolean.parseBoolean(System.getenv("CURBLINE_REQUIRE_BROWSER"))) {
            throw new IllegalStateException(reason + ", and CURBLINE_REQUIRE_BROWSER is true");
        }
        System.err.println(reason);
        return Assumptions.abort(reason);
    }

    /** Opens a page, whole: again, if a network of this machine came or went meanwhile. */
    Chromium open(String url) {
        driver.get(url);
        for (int again = 0; again < OPENED_AT_MOST && hasLostRequests(); again++) {
            driver.get(url);
        }
        return this;
    }

    /**
     * Whether Chromium gave up requests that were under way, as it does when Docker makes a network or takes one away
     * for another test. That is no complaint about the page.
     */
    private boolean hasLostRequests() {
        List<String> said = said();
        complaints.addAll(said.stream().filter(each -> !each.contains(LOST)).toList());
        return said.stream().anyMatch(each -> each.contains(LOST));
    }

    /** In CSS pixels; narrower than a window could be, too. */
    Chromium size(int width, int height) {
        return metrics(width, height, 1);
    }

    /** A window of that size with its page enlarged: fewer and larger CSS pixels. */
    Chromium zoomed(int width, int height, int times) {
        return metrics(width / times, height / times, times);
    }

    private Chromium metrics(int width, int height, int scale) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
        return this;
    }

    /** What the reader's system prefers, such as {@code prefers-color-scheme} {@code dark}. */
    Chromium preferring(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
        return this;
    }

    /**
     * Where the reader is, by the name of a time zone; empty for where this machine is. Holds for what is opened next.
     */
    Chromium in(String zone) {
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
        return this;
    }

    /** From now on it does not reach addresses that fit one of these, in which a star is anything. */
    Chromium without(String... addresses) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
        return this;
    }

    /**
     * Runs statements before those of the page, in every page that is opened until they are {@link #forget forgotten}.
     */
    String beforehand(String script) {
        return String.valueOf(
                driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                        .get("identifier"));
    }

    void forget(String statements) {
        driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", statements));
    }

    /** Runs statements in the page. */
    void run(String script) {
        driver.executeScript(script);
    }

    /** What an expression is in the page: a string, a boolean, a long or a double, or a list of them; never null. */
    Object value(String expression) {
        return Objects.requireNonNull(driver.executeScript("return " + expression), expression);
    }

    boolean holds(String expression) {
        return value("Boolean(" + expression + ")").equals(true);
    }

    /** What can be seen of the first element that fits, white space folded; empty when it is hidden or not there. */
    String text(String selector) {
        Object text = driver.executeScript(
                "const e = document.querySelector(arguments[0]); return e?.checkVisibility() ? e.innerText : ''",
                selector);
        return String.valueOf(text).replaceAll("[\\s\\u00a0]+", " ").strip();
    }

    /** How many pixels of a canvas have the colour that a property of the style sheet names, or nearly so. */
    long painted(String canvas, String property) {
        return (Long) Objects.requireNonNull(driver.executeScript(PAINTED, canvas, property));
    }

    void await(String what, BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE)
                .pollingEvery(Duration.ofMillis(100))
                .withMessage(() -> what + ". The page says: " + text("body") + "; its console: " + complaints())
                .until(page -> condition.getAsBoolean());
    }

    /**
     * Waits until this is what can be seen of an element. A page follows its events one by one, each in its own time.
     */
    void awaitText(String selector, String text) {
        awaitThat(selector, "is \"" + text + "\"", text::equals);
    }

    void awaitStart(String selector, String start) {
        awaitThat(selector, "begins with \"" + start + "\"", text -> text.startsWith(start));
    }

    void awaitPart(String selector, String part) {
        awaitThat(selector, "contains \"" + part + "\"", text -> text.contains(part));
    }

    void awaitMatch(String selector, String expression) {
        awaitThat(selector, "matches " + expression, text -> text.matches(expression));
    }

    private void awaitThat(String selector, String what, Predicate<String> condition) {
        await(selector + " " + what, () -> condition.test(text(selector)));
    }

    /** Waits until this is what an expression is in the page. */
    void awaitValue(String expression, Object value) {
        await(expression + " is " + value, () -> value(expression).equals(value));
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Errors and warnings of the console since it was last asked; a request that failed is one. */
    List<String> complaints() {
        hasLostRequests();
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    private List<String> said() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** What axe-core objects to in the page as it is now. */
    List<String> barriers() {
        if (!holds("window.axe")) {
            run(resource(AXE));
        }
        Object found = Objects.requireNonNull(driver.executeAsyncScript(AXE_RUN));
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    /** The page as it is seen, in the format that the file's name ends with: png or webp. */
    void picture(Path file) {
        String format = file.toString().endsWith(".webp") ? "webp" : "png";
        Map<String, Object> options =
                format.equals("webp") ? Map.of("format", format, "quality", 92) : Map.of("format", format);
        Object data =
                driver.executeCdpCommand("Page.captureScreenshot", options).get("data");
        try {
            Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page as it is printed. */
    Printed printed() {
        return Printed.of(pdf());
    }

    /** The same, to be looked at. */
    void print(Path file) {
        try {
            Files.write(file, pdf());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] pdf() {
        Object data = driver.executeCdpCommand("Page.printToPDF", Map.of("preferCSSPageSize", true))
                .get("data");
        return Base64.getDecoder().decode(String.valueOf(data));
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static String resource(String name) {
        try (InputStream bytes = Chromium.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(bytes, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
