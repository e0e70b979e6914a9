package org.curbline.store.influx;

import java.net.URI;
import java.time.Duration;
import org.curbline.store.Retention;

/**
 * Where the points are kept.
 *
 * @param bucket of the points; those of history and rollups are called so with {@code -history} and {@code -rollups}
 *     behind it
 * @param retention for how long; an existing bucket is told so, too, if the token may do that
 * @param answerTimeout how long a silent server is waited for
 * @param compressed whether lines and answers are sent gzipped: worth it over a slow network only
 */
public record InfluxPlace(
        URI url,
        String org,
        String bucket,
        String token,
        Retention retention,
        Duration answerTimeout,
        boolean compressed) {
    /** The token is a secret. */
    @Override
    public String toString() {
        return url + " org " + org + " bucket " + bucket;
    }
}
