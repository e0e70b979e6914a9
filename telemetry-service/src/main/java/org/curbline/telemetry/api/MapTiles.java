package org.curbline.telemetry.api;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/**
 * A server of pictures that lie below the maps, in tiles of Web Mercator as such servers have them.
 *
 * @param address with {@code {z}}, {@code {x}} and {@code {y}} for zoom, column and row; empty if there is none
 * @param credit whose pictures they are; empty if nobody needs to know
 */
public record MapTiles(String address, String credit) {
    /** The boroughs' outlines are all that is drawn. */
    public static final MapTiles NONE = new MapTiles("", "");

    /** As settings say it. */
    public static MapTiles of(Optional<String> address, Optional<String> credit) {
        return address.isEmpty() ? NONE : new MapTiles(address.get(), credit.orElse(""));
    }

    /** From where a browser must be allowed to load pictures; empty if from nowhere else than its page. */
    String origin() {
        int path = address.indexOf('{');
        URI server = URI.create(path < 0 ? "" : address.substring(0, path));
        return server.getScheme() == null ? "" : server.getScheme() + "://" + server.getRawAuthority();
    }

    /** What the pages ask for. */
    byte[] json() {
        JsonObject told = new JsonObject();
        if (!address.isEmpty()) {
            told.put("tiles", address).put("credit", credit);
        }
        return told.toBuffer().getBytes();
    }
}
