package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of a tile server below the maps, in a browser, where one is configured. */
class MapTilesIT {
    private static final int KIOSKS = 20;
    private static final Pattern TILE = Pattern.compile("/tiles/(\\d+)/(\\d+)/(\\d+)\\.png");

    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB), "png", picture);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.getResponseHeaders().add("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, picture.size());
            exchange.getResponseBody().write(picture.toByteArray());
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void tilesLieWhereTheirKiosksAre(@TempDir Path folder) throws Exception {
        String tiles = "http://127.0.0.1:" + server.getAddress().getPort() + "/tiles/{z}/{x}/{y}.png";
        try (Chromium browser = Chromium.start();
                LiveCity city = LiveCity.of(KIOSKS, folder, tiles)) {
            browser.size(1440, 900).open(city.url());
            browser.awaitText("#map-credit", "Somebody's map");
            browser.await(
                    "Tiles are shown", () -> browser.holds("document.querySelectorAll('#outlines image').length > 3"));
            browser.await("They are asked for", () -> deepest() > 8);
            int whole = deepest();
            browser.run("document.getElementById('map').focus()");
            browser.press("+", "+");
            browser.await("Closer, in more detail", () -> deepest() == whole + 2);
            assertTrue(asked.stream().allMatch(each -> TILE.matcher(each).matches()), asked::toString);
            assertEquals(List.of(), browser.complaints());
            assertEquals(List.of(), browser.barriers());

            browser.complaints(); // those of axe-core
            city.connect(KIOSKS, new Pace(60, Duration.ofMinutes(30)));
            browser.await("Something is used", () -> {
                browser.open(city.url() + "places?range=week&service=wifi");
                browser.awaitText("#map-credit", "Somebody's map");
                return browser.holds("document.querySelectorAll('#city-map circle').length > 5");
            });
            for (KioskSite site : SyntheticCity.of(KIOSKS, 1)) {
                browser.awaitValue(offTheirPlace(site), "");
            }
            assertEquals(List.of(), browser.complaints());
        }
    }

    private int deepest() {
        return asked.stream()
                .map(TILE::matcher)
                .filter(Matcher::matches)
                .mapToInt(tile -> Integer.parseInt(tile.group(1)))
                .max()
                .orElse(-1);
    }

    /**
     * How far a kiosk's dot is from where Web Mercator has it within its tile; nothing if that is no pixel, or it has
     * no dot.
     */
    private static String offTheirPlace(KioskSite site) {
        return """
                (() => {
                  const dot = [...document.querySelectorAll('#city-map circle')].find((c) => c.textContent.startsWith('%s,'));
                  if (dot === undefined) return '';
                  const zoom = Number([...document.querySelectorAll('#city-map image')][0].getAttribute('href').match(/tiles.([0-9]+)/)[1]);
                  const [lon, lat] = [%s, %s];
                  const x = (lon + 180) / 360 * 2 ** zoom;
                  const y = (1 - Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) / Math.PI) / 2 * 2 ** zoom;
                  const tile = document.querySelector(`#city-map image[href$="/${zoom}/${Math.floor(x)}/${Math.floor(y)}.png"]`);
                  if (tile === null) return 'no tile';
                  const at = (box) => [box.left + box.width / 2, box.top + box.height / 2];
                  const box = tile.getBoundingClientRect();
                  const [left, top] = at(dot.getBoundingClientRect());
                  const off = Math.hypot(box.left + (x %% 1) * box.width - left, box.top + (y %% 1) * box.height - top);
                  return off < 1 ? '' : String(off);
                })()
                """
                .formatted(site.id().value(), site.longitude(), site.latitude());
    }
}
