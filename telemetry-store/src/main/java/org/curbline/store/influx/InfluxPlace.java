package org.curbline.store.influx;

import java.net.URI;
import java.time.Duration;

/**
 * Where the points are kept.
 *
 * @param retention how long, if the bucket has to be made; an existing bucket keeps its own
 * @param answerTimeout how long a silent server is waited for
 * @param compressed whether lines are sent gzipped: worth it over a slow network only
 */
public record InfluxPlace(
        URI url,
        String org,
        String bucket,
        String token,
        Duration retention,
        Duration answerTimeout,
        boolean compressed) {
    /** The token is a secret. */
    @Override
    public String toString() {
        return url + " org " + org + " bucket " + bucket;
    }
}
