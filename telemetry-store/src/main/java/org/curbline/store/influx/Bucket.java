package org.curbline.store.influx;

import com.influxdb.client.BucketsQuery;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.OrganizationsQuery;
import com.influxdb.client.domain.BucketRetentionRules;
import com.influxdb.client.domain.Organization;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.exceptions.NotFoundException;
import com.influxdb.exceptions.UnprocessableEntityException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bucket, made when missing as soon as the server is there to make it. Any thread. */
final class Bucket {
    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);

    private final InfluxDBClient client;
    private final InfluxPlace place;
    private final String name;
    private final Duration retention;
    private volatile boolean known;

    Bucket(InfluxDBClient client, InfluxPlace place, String name, Duration retention) {
        this.client = client;
        this.place = place;
        this.name = name;
        this.retention = retention;
    }

    String name() {
        return name;
    }

    /** Makes it unless it is known to be there; an {@link InfluxException} says why that cannot be. */
    void make() {
        if (!known) {
            makeOnce();
        }
    }

    /** To be looked for again: the server says it is not there. */
    void forget() {
        known = false;
    }

    private synchronized void makeOnce() {
        if (known) {
            return;
        }
        if (!exists()) {
            create();
        }
        known = true;
    }

    private boolean exists() {
        BucketsQuery query = new BucketsQuery();
        query.setName(name);
        query.setOrg(place.org());
        try {
            return !client.getBucketsApi().findBuckets(query).isEmpty();
        } catch (NotFoundException e) { // so says version 2 of a name it does not know, be it the bucket's or the org's
            return false;
        }
    }

    private void create() {
        OrganizationsQuery query = new OrganizationsQuery();
        query.setOrg(place.org());
        List<Organization> found = client.getOrganizationsApi().findOrganizations(query);
        if (found.isEmpty()) {
            throw new InfluxException("InfluxDB has no organization " + place.org() + ", or does not show it");
        }
        BucketRetentionRules rules = new BucketRetentionRules();
        rules.setEverySeconds(Math.toIntExact(retention.toSeconds()));
        try {
            client.getBucketsApi().createBucket(name, rules, found.get(0).getId());
            LOG.info("Made bucket {} in {}, keeping points for {}", name, place.url(), retention);
        } catch (UnprocessableEntityException e) {
            if (!exists()) { // somebody else made it at the same moment, or it cannot be made
                throw e;
            }
        }
    }
}
